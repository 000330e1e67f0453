"""Addresses of the laboratory and its stores."""

from lab.urls import bench, lots

app_name = "lab"
urlpatterns = [*lots.urlpatterns, *bench.urlpatterns]
