# Everything starts here: `make run` for the house, `make test` for its promises.
# Nothing is needed before but Python 3.11 or later; what Debian lacks is named or installed.

PYTHON ?= python3
BIN := .venv/bin
ARGS ?=
WORKERS ?= 2

PAPER_PACKAGES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
TEST_PACKAGES := $(PAPER_PACKAGES) chromium fonts-noto-cjk gettext poppler-utils

.PHONY: help run test drill lint messages
.DEFAULT_GOAL := help

help:
	@echo "make run        start the house at http://127.0.0.1:8000/ with demonstration data"
	@echo "make test       check everything: style, types, migrations, words and all tests"
	@echo "make drill      kill servers, soak and bench"
	@echo "make lint       style and types alone"
	@echo "make messages   collect new words for the translator"
	@echo "make .env       write fresh secrets for docker compose"

run: .venv/run.stamp
	$(call debian,$(PAPER_PACKAGES),papers (PDF) cannot be printed)
	@$(BIN)/python manage.py up $(ARGS)

test: .venv/test.stamp
	$(call debian,$(TEST_PACKAGES),some tests will fail)
	$(MAKE) lint
	$(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadscope $(ARGS)

drill: .venv/test.stamp
	$(call debian,$(TEST_PACKAGES),some drills will fail)
	$(BIN)/python -m pytest -m drill $(ARGS)

lint: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .

messages: .venv/test.stamp
	$(call debian,gettext,no words can be collected)
	@mkdir -p locale
	$(BIN)/python manage.py makemessages --locale zh_Hans --no-wrap --add-location file \
		--ignore .venv --ignore var --ignore staticfiles --ignore tests
	@sed -i '/^"POT-Creation-Date/d' locale/zh_Hans/LC_MESSAGES/django.po  # else every run is a change

.venv/run.stamp: requirements.txt
	$(call install,requirements.txt)
	@touch $@

.venv/test.stamp: requirements-dev.txt
	$(call install,requirements-dev.txt)
	@touch $@ .venv/run.stamp

.env:
	@umask 077; $(PYTHON) -c 'import secrets; \
	[print(name + "=" + secrets.token_urlsafe(60)) for name in ("SECRET_KEY", "DRAW_KEY")]; \
	[print(name + "=" + secrets.token_hex(24)) for name in \
	("POSTGRES_PASSWORD", "QIUDU_OWNER_PASSWORD", "QIUDU_APP_PASSWORD")]' > $@
	@echo "Fresh secrets are in .env; add ALLOWED_HOSTS, SITE_ADDRESS and CSRF_TRUSTED_ORIGINS of your site."

# $(call install,<lock file>): into the project's own environment, each file checked by its hash.
define install
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed; name it: make PYTHON=/path/to/python3.11"; exit 1; }
	@[ -x $(BIN)/pip ] || { echo "Making .venv"; $(PYTHON) -m venv .venv; } || \
		{ echo "Debian keeps venv apart; type: sudo apt-get install -y python3-venv"; exit 1; }
	@echo "Installing $(1)"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement $(1)
endef

# $(call debian,<packages>,<what happens without>): install them as root, else say what to type.
define debian
	@missing=""; \
	command -v dpkg-query >/dev/null || { echo "Not a Debian machine; see to: $(1)"; exit 0; }; \
	for package in $(1); do \
		dpkg-query --show --showformat '$${db:Status-Status}' $$package 2>/dev/null \
			| grep -qx installed || missing="$$missing $$package"; \
	done; \
	[ -n "$$missing" ] || exit 0; \
	if [ "$$(id -u)" = 0 ]; then \
		echo "Installing Debian packages:$$missing"; \
		export DEBIAN_FRONTEND=noninteractive; \
		{ apt-get update -qq && apt-get install -y -qq --no-install-recommends $$missing >/dev/null; } \
			|| echo "That failed; without them $(2)."; \
	else \
		echo "Without some Debian packages $(2). Type once:"; \
		echo "  sudo apt-get install -y --no-install-recommends$$missing"; \
	fi
endef
