"""The doors of the laboratory and its stores, every pair tried."""

from django.test import SimpleTestCase

from lab import states
from tests.unit.tables import assert_doors


class Doors(SimpleTestCase):
    def test_delivery(self):
        assert_doors(
            self,
            states.DeliveryState,
            states.NEXT_DELIVERY_STATES,
            "declared>confirmed disputed void; disputed>settled void",
        )

    def test_raw_material_lot(self):
        assert_doors(
            self,
            states.LotState,
            states.NEXT_LOT_STATES,
            "in_stock>quarantined exhausted; quarantined>in_stock rejected; exhausted>in_stock",
        )

    def test_sample(self):
        assert_doors(
            self,
            states.SampleState,
            states.NEXT_SAMPLE_STATES,
            "planned>taken rejected cancelled; taken>received rejected cancelled;"
            "received>testing rejected cancelled; testing>entered rejected cancelled;"
            "entered>verified testing rejected cancelled; verified>reported;"
            "reported>invalidated",
        )

    def test_obligation(self):
        assert_doors(
            self,
            states.ObligationState,
            states.NEXT_OBLIGATION_STATES,
            "open>sampled missed nothing_in_stock waived; sampled>in_test;"
            "in_test>passed failed inconclusive; inconclusive>in_test; missed>sampled;"
            "nothing_in_stock>open",
        )

    def test_retest(self):
        assert_doors(
            self,
            states.RetestState,
            states.NEXT_RETEST_STATES,
            "asked>accepted declined out_of_time; accepted>done",
        )
