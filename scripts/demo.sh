#!/usr/bin/env bash
# Carries the sample documents through the three signatures of a real issue, with throw-away
# tokens, and shows every command. usage: demo.sh DIR
set -euo pipefail
cd "$(dirname "$0")/.."

dir=${1:?usage: demo.sh DIR}
address=127.0.0.1:${PORT:-8090}
congvu=target/release/congvu
pki=$dir/pki
pin=(--pin-file "$pki/pin.txt")
tsa=(--tsa "http://$address/tsa")

run() {
    printf '\n$'
    printf ' %q' congvu "$@"
    printf '\n'
    "$congvu" "$@"
}

token() {
    local module
    module=$(find /usr/lib -name libsofthsm2.so -print -quit)
    printf 'pkcs11:token=%s;object=%s?module-path=%s' "$1" "$1" "$module"
}

rm -rf "$dir"
mkdir -p "$dir"/{1-chuan-bi,2-ky-nhay,3-da-ky,4-ban-hanh,5-luu-tru}

echo "== Cơ quan chứng thực thử nghiệm: chứng thư, thiết bị (SoftHSM), dấu thời gian"
"$congvu" testpki init "$pki" --listen "$address" >"$dir/pki.txt"
export SOFTHSM2_CONF=$PWD/$pki/tokens/softhsm2.conf
"$congvu" testpki serve "$pki" --listen "$address" >"$dir/serve.txt" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true' EXIT
for _ in $(seq 100); do
    (exec 3<>"/dev/tcp/${address/://}") 2>/dev/null && break
    kill -0 "$server" 2>/dev/null || { cat "$dir/serve.txt" >&2; exit 1; }
    sleep 0.1
done

documents=(cong-van quyet-dinh ke-hoach bao-cao)
sources=("${documents[@]/#/samples/}")

echo
echo "== 1. Văn thư tạo sẵn chỗ cho số và ngày, trước chữ ký đầu tiên"
run prepare "${sources[@]/%/.pdf}" --out "$dir/1-chuan-bi"

echo
echo "== 2. Trưởng đơn vị soạn thảo ký nháy"
run sign "$dir"/1-chuan-bi/*.pdf --out "$dir/2-ky-nhay" --key "$(token chief)" "${pin[@]}" \
    --as initials --place auto --image samples/ky-nhay.png "${tsa[@]}"

echo
echo "== 3. Người có thẩm quyền ký: Chủ tịch, và Phó Chủ tịch ký thay"
run sign "$dir"/2-ky-nhay/{quyet-dinh,ke-hoach}.pdf --out "$dir/3-da-ky" --key "$(token leader)" "${pin[@]}" \
    --as signer --place auto --image samples/chu-ky.png "${tsa[@]}"
run sign "$dir"/2-ky-nhay/{cong-van,bao-cao}.pdf --out "$dir/3-da-ky" --key "$(token deputy)" "${pin[@]}" \
    --as signer --place auto --image samples/chu-ky.png "${tsa[@]}"

echo
echo "== 4. Văn thư cấp số, điền ngày và ký số của cơ quan"
number=521
for document in "${documents[@]}"; do
    run sign "$dir/3-da-ky/$document.pdf" --out "$dir/4-ban-hanh" --key "$(token organization)" "${pin[@]}" \
        --as organisation --number "$number" --date 2026-11-21 \
        --place auto --image samples/con-dau.png "${tsa[@]}"
    number=$((number + 1))
done
run sign samples/ke-hoach-phu-luc.pdf --out "$dir/4-ban-hanh" --key "$(token organization)" "${pin[@]}" \
    --as attachment --number 523/KH-UBND --date 2026-11-21 --place auto "${tsa[@]}"

echo
echo "== 5. Kiểm tra như nơi nhận"
run verify "$dir"/4-ban-hanh/*.pdf --trust "$pki/trust" --allow-local --no-cache

echo
echo "== 6. Lưu trữ lâu dài: thêm chứng cứ và dấu thời gian lưu trữ"
# Evidence must be newer than the last time stamp, and times are whole seconds.
sleep 2
run extend "$dir"/4-ban-hanh/*.pdf --out "$dir/5-luu-tru" --trust "$pki/trust" "${tsa[@]}" --allow-local --no-cache
run verify "$dir"/5-luu-tru/*.pdf --trust "$pki/trust" --offline

cat <<END

Mở xem:        $dir/4-ban-hanh/quyet-dinh.pdf
Xem cấu tạo:   $congvu inspect $dir/4-ban-hanh/quyet-dinh.pdf
Kiểm tra lại:  $congvu verify $dir/5-luu-tru/quyet-dinh.pdf --trust $pki/trust --offline
Bằng pdfsig:   pdfsig $dir/4-ban-hanh/quyet-dinh.pdf
END
