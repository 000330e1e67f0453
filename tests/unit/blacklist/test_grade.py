"""The grade and the class that holds: the worked cases, and the rules one by one."""

import re
from dataclasses import replace
from datetime import date, timedelta

from django.test import SimpleTestCase

from blacklist.policy.grade import (
    Holding,
    class_that_holds,
    grade,
    is_steady,
    latest_adverse_event,
)
from blacklist.policy.record import EventFact, ListFact
from blacklist.policy.view import view_record
from blacklist.states import (
    CreditClass,
    CreditEventState,
    Level,
    ListEntryState,
    ListKind,
    MoveCause,
)
from enterprises.reasons import Reason
from tests.unit.blacklist.records import (
    ALL_GROUNDS,
    SCHEME,
    SPOTLESS,
    TODAY,
    event,
    grading,
    record,
    record_of_case,
)
from tests.unit.tables import day, read_golden, read_table

GOLDEN = read_golden("classification")
HONOURS = (event("L01", "2026-03-01"), event("L02", "2026-03-01"), event("S01", "2026-03-01"))
ONE_DAY = timedelta(days=1)


class GoldenGrades(SimpleTestCase):
    def test_cases(self):
        for case in GOLDEN["cases"]:
            with self.subTest(case=case["id"]):
                told = {**GOLDEN["defaults"], **case}
                graded = grade(
                    record_of_case(case, GOLDEN["defaults"]),
                    SCHEME,
                    on=day(told["as_of"]),
                    known_at=day(told.get("known_at")),
                )

                found = {
                    "grade": graded.grade.value,
                    "level": graded.level.value,
                    "start": graded.start,
                    "score": graded.score,
                    "reasons": codes(graded),
                    "red_eligible": graded.red_eligible,
                }
                self.assertEqual({key: found[key] for key in case["expect"]}, case["expect"])

    def test_moves(self):
        for case in GOLDEN["moves"]:
            with self.subTest(case=case["id"]):
                holding = class_that_holds(
                    CreditClass(case["held"]),
                    CreditClass(case["grade"]),
                    MoveCause(case["cause"]),
                    before=CreditClass(case["before"]) if "before" in case else None,
                )

                self.assertEqual(holding.credit_class.value, case["expect"]["class"])
                self.assertEqual(
                    holding.proposed and holding.proposed.value, case["expect"]["proposed"]
                )


class ReasonsOfAGrade(SimpleTestCase):
    def test_fill_the_words_of_the_catalogue(self):
        words = {row["code"]: row["text_en"] for row in read_table("enterprises", "reason_codes")}
        told = set()
        for case in GOLDEN["cases"]:
            as_of = day({**GOLDEN["defaults"], **case}["as_of"])
            graded = grade(record_of_case(case, GOLDEN["defaults"]), SCHEME, as_of)
            for reason in graded.reasons:
                with self.subTest(case=case["id"], reason=reason.code):
                    asked = set(re.findall(r"\{(\w+)\}", words[reason.code]))

                    self.assertLessEqual(asked, set(dict(reason.params)))
                    told.add(reason.code)

        credit = {
            row["code"]
            for row in read_table("enterprises", "reason_codes")
            if row["group"] == "credit"
        }
        self.assertEqual(told, credit)

    def test_of_the_score_name_its_base(self):
        graded = grade(record(gradings=(grading(7, "2025-11-18", 1),)), SCHEME, TODAY)

        self.assertEqual(
            graded.reasons,
            (
                Reason.of(
                    "SCORE",
                    score=85,
                    start=85,
                    base="1",
                    grade="B",
                    round=7,
                    round_date=date(2025, 11, 18),
                ),
            ),
        )

    def test_of_a_cap_name_the_event_and_the_class(self):
        failed = event("S04", "2026-04-20", reference="RAPEX-7")
        graded = grade(record(*HONOURS, failed, event("G03", "2026-01-10")), SCHEME, TODAY)

        self.assertEqual(graded.score, 78)
        self.assertEqual(
            graded.reasons[-1],
            Reason.of(
                "CAP",
                indicator="S04",
                cap="C",
                date=date(2026, 4, 20),
                reference="RAPEX-7",
            ),
        )

    def test_of_a_blocked_recommendation_name_every_cause(self):
        recommended = event("G01", "2026-04-01", grounds=ALL_GROUNDS)
        blocked = record(recommended, event("M08", "2026-05-15"), event("M12", "2026-05-16"))

        reason = grade(blocked, SCHEME, TODAY).reasons[1]

        self.assertEqual(reason.code, "DIRECT_A_BLOCKED")
        self.assertEqual(dict(reason.params)["cause"], "M08;M12;min_score")

    def test_name_each_event_that_makes_the_firm_d(self):
        graded = grade(
            record(event("L05", "2026-05-01"), event("G06", "2026-04-01")), SCHEME, TODAY
        )

        self.assertEqual(codes(graded), ["IMMEDIATE_D", "IMMEDIATE_D"])
        self.assertEqual(
            [dict(reason.params)["indicator"] for reason in graded.reasons], ["G06", "L05"]
        )

    def test_are_stored_as_plain_json(self):
        reason = Reason.of("AFTER_BLACK", date=date(2026, 6, 30), cap="C", until=date(2027, 6, 30))

        self.assertEqual(
            reason.as_json(),
            {
                "code": "AFTER_BLACK",
                "params": {"cap": "C", "date": "2026-06-30", "until": "2027-06-30"},
            },
        )


class EventsThatCount(SimpleTestCase):
    def test_count_from_their_day_to_the_day_before_they_lapse(self):
        failed = event("M08", "2026-05-10")
        for on, score in [
            (date(2026, 5, 9), 80),
            (date(2026, 5, 10), 70),
            (date(2027, 5, 9), 70),
            (date(2027, 5, 10), 80),
        ]:
            with self.subTest(on=on):
                self.assertEqual(grade(record(failed), SCHEME, on).score, score)

    def test_count_by_state_only_once_confirmed_and_until_overturned(self):
        overturned = date(2026, 6, 20)
        for state, counts in [
            (CreditEventState.REPORTED, False),
            (CreditEventState.REJECTED, False),
            (CreditEventState.CONFIRMED, True),
            (CreditEventState.OBJECTED, True),
            (CreditEventState.DISMISSED, True),
            (CreditEventState.ALLOWED, False),
        ]:
            with self.subTest(state=state):
                of_state = event(
                    "M08",
                    "2026-05-10",
                    state=state,
                    overturned=overturned if state == CreditEventState.ALLOWED else None,
                )

                self.assertEqual(view_record(record(of_state), SCHEME, TODAY).counts("M08"), counts)

    def test_show_the_day_they_lapse_and_what_they_replaced(self):
        view = view_record(
            record(event("L01", "2025-08-01"), event("L01", "2026-03-01")), SCHEME, TODAY
        )

        self.assertEqual([found.lapses_on for found in view.counting], [date(2027, 3, 1)])
        self.assertEqual([found.lapses_on for found in view.superseded], [date(2026, 8, 1)])

    def test_of_an_indicator_that_the_scheme_lost_give_nothing(self):
        fewer = {code: kind for code, kind in SCHEME.indicators.items() if code != "M08"}
        scheme = replace(SCHEME, indicators=fewer)

        self.assertEqual(grade(record(event("M08", "2026-05-10")), scheme, TODAY).score, 80)


class AWithdrawnRecommendation(SimpleTestCase):
    GIVEN = event("G01", "2025-09-01", grounds=ALL_GROUNDS)
    WITHDRAWN = event("G05", "2025-10-01")

    def test_does_not_come_back_when_the_withdrawal_lapses(self):
        after_lapse = date(2026, 10, 1)

        graded = grade(record(self.GIVEN, self.WITHDRAWN), SCHEME, after_lapse)

        self.assertEqual((graded.score, codes(graded)), (80, ["SCORE"]))

    def test_comes_back_when_the_withdrawal_is_overturned(self):
        overturned = replace(
            self.WITHDRAWN, state=CreditEventState.ALLOWED, overturned=date(2026, 2, 1)
        )

        graded = grade(record(self.GIVEN, overturned), SCHEME, TODAY)

        self.assertEqual((graded.score, codes(graded)), (88, ["SCORE", "DIRECT_A"]))

    def test_ends_what_was_given_before_or_on_its_own_day(self):
        for given, score in [("2025-09-30", 70), ("2025-10-01", 70), ("2025-10-02", 78)]:
            with self.subTest(given=given):
                graded = grade(
                    record(event("G01", given), self.WITHDRAWN), SCHEME, date(2025, 12, 1)
                )

                self.assertEqual(graded.score, score)

    def test_takes_the_grounds_of_the_rounds_up_to_its_day(self):
        for held, reasons in [
            ("2025-09-30", ["SCORE"]),
            ("2025-10-01", ["SCORE"]),
            ("2025-10-02", ["SCORE", "DIRECT_A_BLOCKED"]),
        ]:
            with self.subTest(held=held):
                graded = grade(
                    record(self.WITHDRAWN, gradings=(grading(1, held, 1, grounds=ALL_GROUNDS),)),
                    SCHEME,
                    TODAY,
                )

                self.assertEqual((graded.start, codes(graded)), (85, reasons))


class DirectA(SimpleTestCase):
    RECOMMENDED = event("G01", "2026-04-01", grounds=ALL_GROUNDS)

    def test_ends_when_the_score_falls_below_its_least(self):
        light = {
            "at": (event("L03", "2026-05-15"), event("S02", "2026-05-15")),
            "below": (event("L08", "2026-05-15"), event("M02", "2026-05-15")),
        }
        for events, score, reason in [
            (light["at"], 77, "DIRECT_A"),
            (light["below"], 76, "DIRECT_A_BLOCKED"),
        ]:
            with self.subTest(score=score):
                graded = grade(record(self.RECOMMENDED, *events), SCHEME, TODAY)

                self.assertEqual((graded.score, codes(graded)), (score, ["SCORE", reason]))

    def test_asks_a_round_for_first_class_and_every_ground(self):
        for placed, grounds, reasons in [
            (1, ALL_GROUNDS, ["SCORE", "DIRECT_A"]),
            (2, ALL_GROUNDS, ["SCORE"]),
            (1, frozenset(sorted(ALL_GROUNDS)[:3]), ["SCORE"]),
        ]:
            with self.subTest(placed=placed, grounds=len(grounds)):
                rounds = (grading(1, "2025-11-18", placed, grounds=grounds),)

                self.assertEqual(codes(grade(record(gradings=rounds), SCHEME, TODAY)), reasons)

    def test_rests_on_the_latest_recommendation_only(self):
        fewer = event("G01", "2026-05-01", grounds=frozenset(sorted(ALL_GROUNDS)[:3]))

        graded = grade(record(self.RECOMMENDED, fewer), SCHEME, TODAY)

        self.assertEqual(codes(graded), ["SCORE"])


class Caps(SimpleTestCase):
    def test_speak_in_order_of_their_indicators_each_that_lowers(self):
        honours = [
            event(code, "2026-01-10")
            for code in ("G02", "G03", "L01", "L02", "M03", "M06", "M14", "S01", "S06")
        ]
        rounds = (grading(1, "2025-11-18", 1),)
        failures = (event("S05", "2026-02-20"), event("G05", "2025-12-01"))

        graded = grade(record(*honours, *failures, gradings=rounds), SCHEME, TODAY)

        self.assertEqual(graded.by_score, CreditClass.A)
        self.assertEqual(codes(graded), ["SCORE", "CAP", "CAP"])
        self.assertEqual(
            [dict(reason.params)["indicator"] for reason in graded.reasons[1:]], ["G05", "S05"]
        )


class GovernmentRounds(SimpleTestCase):
    def test_are_known_from_the_day_they_were_recorded(self):
        late = replace(grading(1, "2026-05-01", 3), recorded=date(2026, 6, 10))
        for on, known_at, start in [
            (date(2026, 6, 9), None, 80),
            (date(2026, 6, 10), None, 70),
            (date(2026, 6, 9), date(2026, 6, 10), 70),
            (date(2026, 4, 30), date(2026, 6, 10), 80),
        ]:
            with self.subTest(on=on, known_at=known_at):
                graded = grade(record(gradings=(late,)), SCHEME, on, known_at)

                self.assertEqual(graded.start, start)

    def test_are_read_in_their_latest_known_version(self):
        first = grading(1, "2026-05-01", 3)
        corrected = replace(first, grade=1, version=2, recorded=date(2026, 6, 10))
        for known_at, start in [(date(2026, 6, 9), 70), (date(2026, 6, 10), 85)]:
            with self.subTest(known_at=known_at):
                graded = grade(record(gradings=(corrected, first)), SCHEME, known_at)

                self.assertEqual(graded.start, start)


class AFirmWithoutRegistration(SimpleTestCase):
    def test_is_new(self):
        graded = grade(replace(record(*HONOURS), first_registered=None), SCHEME, TODAY)

        self.assertEqual(graded.grade, CreditClass.B)
        self.assertEqual(
            graded.reasons[-1], Reason.of("NEW_FIRM", cap="B", date=date(2026, 12, 30))
        )


class CapsAfterTheBlackList(SimpleTestCase):
    def test_end_with_their_last_month(self):
        left = ListFact(
            ListKind.BLACK, date(2024, 1, 1), ended=date(2025, 6, 30), state=ListEntryState.ENDED
        )
        listed = record(lists=(left,))
        for on, reasons in [
            (date(2025, 6, 29), ["BLACK_LISTED"]),
            (date(2025, 6, 30), ["SCORE", "AFTER_BLACK"]),
            (date(2026, 6, 29), ["SCORE", "AFTER_BLACK"]),
            (date(2026, 6, 30), ["SCORE"]),
        ]:
            with self.subTest(on=on):
                self.assertEqual(codes(grade(listed, SCHEME, on)), reasons)

    def test_hold_against_direct_a(self):
        left = ListFact(
            ListKind.BLACK, date(2024, 1, 1), ended=date(2026, 1, 1), state=ListEntryState.ENDED
        )
        recommended = event("G01", "2026-04-01", grounds=ALL_GROUNDS)

        graded = grade(record(recommended, lists=(left,)), SCHEME, TODAY)

        self.assertEqual(graded.grade, CreditClass.C)
        self.assertEqual(codes(graded), ["SCORE", "DIRECT_A", "AFTER_BLACK"])


class ListEntries(SimpleTestCase):
    def test_bite_in_the_states_that_had_effect(self):
        for state in ListEntryState:
            with self.subTest(state=state):
                entry = ListFact(ListKind.BLACK, date(2026, 6, 1), state=state)
                bites = state in {
                    ListEntryState.EFFECTIVE,
                    ListEntryState.CONFIRMED,
                    ListEntryState.ENDED,
                }

                graded = grade(record(lists=(entry,)), SCHEME, TODAY)

                self.assertEqual(graded.grade == CreditClass.D, bites)

    def test_end_in_a_forecast_only_when_the_end_is_known(self):
        entry = ListFact(
            ListKind.BLACK, date(2025, 1, 1), ended=date(2026, 6, 30), state=ListEntryState.ENDED
        )

        graded = grade(record(lists=(entry,)), SCHEME, date(2026, 7, 5), date(2026, 6, 29))

        self.assertEqual(codes(graded), ["BLACK_LISTED"])

    def test_of_red_rest_while_an_event_makes_the_firm_d(self):
        entry = ListFact(ListKind.RED, date(2026, 1, 1))

        graded = grade(record(event("L05", "2026-05-01"), lists=(entry,)), SCHEME, TODAY)

        self.assertEqual(graded.level, Level.D)
        self.assertEqual(codes(graded), ["IMMEDIATE_D", "RED_SUSPENDED"])


class TheClassThatHolds(SimpleTestCase):
    def test_is_the_first_grade_of_a_firm_that_had_none(self):
        holding = class_that_holds(None, CreditClass.A, MoveCause.OTHER)

        self.assertEqual(holding, Holding(CreditClass.A))

    def test_is_never_better_than_the_grade_nor_raised_by_itself_without_cause(self):
        for held in CreditClass:
            for graded in CreditClass:
                for cause in MoveCause:
                    for before in (None, *CreditClass):
                        with self.subTest(held=held, graded=graded, cause=cause, before=before):
                            holding = class_that_holds(held, graded, cause, before)

                            self.assertGreaterEqual(holding.credit_class, graded)
                            if cause == MoveCause.OTHER or before is None:
                                self.assertEqual(holding.credit_class, max(held, graded))
                            if holding.credit_class < held:
                                self.assertGreaterEqual(holding.credit_class, before)
                            self.assertEqual(
                                holding.proposed,
                                graded if graded < holding.credit_class else None,
                            )


class ASteadyFirm(SimpleTestCase):
    FAILED = event("M08", "2024-06-30")

    def test_has_no_adverse_event_for_the_schemes_months(self):
        for on, steady in [
            (date(2024, 6, 29), True),
            (date(2024, 6, 30), False),
            (date(2026, 6, 29), False),
            (date(2026, 6, 30), True),
        ]:
            with self.subTest(on=on):
                self.assertEqual(is_steady(record(self.FAILED), SCHEME, on), steady)

    def test_is_not_disturbed_by_what_is_light_unknown_or_overturned(self):
        for fact in (
            event("M07", "2026-05-31"),
            EventFact("M08", date(2026, 5, 31), None, state=CreditEventState.REPORTED),
            event("M08", "2026-05-31", confirmed="2026-07-01"),
            event("M08", "2026-05-31", overturned=TODAY, state=CreditEventState.ALLOWED),
        ):
            with self.subTest(fact=fact):
                self.assertTrue(is_steady(record(fact), SCHEME, TODAY))

    def test_names_the_latest_adverse_event_though_it_has_lapsed(self):
        lapsed = event("M08", "2025-01-31")

        found = latest_adverse_event(record(self.FAILED, lapsed), SCHEME, date(2026, 6, 1))

        self.assertEqual(found, lapsed)
        self.assertFalse(view_record(record(lapsed), SCHEME, date(2026, 6, 1)).counts("M08"))


class ASpotlessFirm(SimpleTestCase):
    def test_is_b_without_a_record(self):
        graded = grade(SPOTLESS, SCHEME, TODAY)

        self.assertEqual((graded.grade, graded.score), (CreditClass.B, 80))
        self.assertEqual([pillar.points for pillar in graded.pillars], [0, 0, 0, 0])

    def test_pillars_add_up_to_the_score(self):
        events = (*HONOURS, event("L11", "2026-03-01"), event("L08", "2026-04-01"))

        graded = grade(record(*events), SCHEME, TODAY)

        law = next(pillar for pillar in graded.pillars if pillar.pillar == "LAW")
        self.assertEqual((law.positive, law.cap, law.negative, law.points), (8, 6, -8, -2))
        self.assertEqual(
            graded.score, graded.start + sum(pillar.points for pillar in graded.pillars)
        )


def codes(graded):
    return [reason.code for reason in graded.reasons]
