"""Addresses of the laboratory and its stores."""

from lab.urls import bench, lots, monitoring, stores

app_name = "lab"
# What has a name of its own ("new") stands before what is found by its number.
urlpatterns = [
    *stores.urlpatterns,
    *lots.urlpatterns,
    *bench.urlpatterns,
    *monitoring.urlpatterns,
]
