#!/bin/sh
# The built page in a real browser, against a server that stands in for the trader's: page.sh NAME runs
# page_NAME.mjs.
. "$AC_SOURCE_ROOT/tests/integration/tap.sh"
. "$AC_SOURCE_ROOT/tests/browser/browser.sh"
drive 300 "page_$1" "$PAGE" "$pictures"
done_testing
