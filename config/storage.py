"""Static files under names that change with their content, so that browsers may keep them."""

from django.contrib.staticfiles.storage import HashedFilesMixin, ManifestStaticFilesStorage


class HashedStaticFiles(ManifestStaticFilesStorage):
    """Django's storage, which also takes packaged files that name a source map they do not bring."""

    manifest_strict = False
    # Only what a browser loads: `url()` and `@import` in CSS, no source maps.
    patterns = tuple(
        (glob, tuple(rule for rule in rules if "sourceMappingURL" not in str(rule)))
        for glob, rules in HashedFilesMixin.patterns
    )
