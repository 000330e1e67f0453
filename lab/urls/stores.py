"""Addresses of the stores: lots by hand, dye batches, deliveries, adjustments of the ledger."""

from django.urls import path

from lab.views import adjustments, batches, deliveries, samples, stores

urlpatterns = [
    path("lots/new/", stores.lot_new, name="lot-new"),
    path("lots/<slug:number>/quarantine/", stores.lot_quarantine, name="lot-quarantine"),
    path("lots/<slug:number>/free/", stores.lot_free, name="lot-free"),
    path("lots/<slug:number>/reject/", stores.lot_reject, name="lot-reject"),
    path("lots/<slug:number>/adjust/", stores.lot_adjust, name="lot-adjust"),
    path("lots/<slug:number>/ledger.pdf", stores.lot_ledger_pdf, name="lot-ledger-pdf"),
    path("batches/", batches.batch_list, name="batch-list"),
    path("batches/new/", batches.batch_new, name="batch-new"),
    path("batches/<slug:number>/", batches.batch_detail, name="batch-detail"),
    path("batches/<slug:number>/sample/", samples.batch_sample_order, name="batch-sample-order"),
    path("deliveries/", deliveries.delivery_list, name="delivery-list"),
    path("deliveries/new/", deliveries.delivery_new, name="delivery-new"),
    path("deliveries/<slug:number>/", deliveries.delivery_detail, name="delivery-detail"),
    path("deliveries/<slug:number>/take-in/", deliveries.delivery_take_in, name="delivery-take-in"),
    path("deliveries/<slug:number>/dispute/", deliveries.delivery_dispute, name="delivery-dispute"),
    path("deliveries/<slug:number>/settle/", deliveries.delivery_settle, name="delivery-settle"),
    path("deliveries/<slug:number>/void/", deliveries.delivery_void, name="delivery-void"),
    path("adjustments/", adjustments.adjustment_list, name="adjustment-list"),
    path("adjustments/<slug:number>/", adjustments.adjustment_detail, name="adjustment-detail"),
    path(
        "adjustments/<slug:number>/approve/",
        adjustments.adjustment_approve,
        name="adjustment-approve",
    ),
    path(
        "adjustments/<slug:number>/decline/",
        adjustments.adjustment_decline,
        name="adjustment-decline",
    ),
]
