#!/usr/bin/env bash
# Makes the sample PDF and .docx files from their .fodt sources with LibreOffice.
set -euo pipefail
cd "$(dirname "$0")"
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
timeout 180 soffice "-env:UserInstallation=file://$profile" --headless \
    --convert-to pdf:writer_pdf_Export --outdir . ./*.fodt
timeout 180 soffice "-env:UserInstallation=file://$profile" --headless \
    --convert-to docx --outdir . cong-van.fodt quyet-dinh.fodt
