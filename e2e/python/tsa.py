"""A time-stamp authority over HTTP that can misbehave; its tokens are made by `openssl ts`.

usage: tsa.py PKI-FOLDER

Prints its port. The path of the request says how to behave:
/ok            an honest answer
/slow          an honest answer after 30 seconds
/wrong-nonce   a good token for another nonce
/wrong-imprint a good token for other bytes
/expired       a token by an authority whose certificate has expired
/rejected      a well-formed refusal
/html          a web page with status 200
/error         status 500
/hang-up       closes the connection without an answer
"""

import http.server
import os
import subprocess
import sys
import tempfile
import threading
import time

from asn1crypto import tsp

FOLDER = sys.argv[1]
CONFIG = """[tsa]
default_tsa = t
[t]
serial = {serial}
crypto_device = builtin
signer_cert = {pki}/{who}.pem
certs = {pki}/issuing.pem
signer_key = {pki}/{who}.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


def reply(query, who):
    with tempfile.TemporaryDirectory() as work:
        for file, data in (("query", query), ("config", CONFIG.format(
                serial=f"{work}/serial", pki=FOLDER, who=who).encode()),
                ("serial", os.urandom(8).hex().upper().encode())):
            with open(f"{work}/{file}", "wb") as out:
                out.write(data)
        subprocess.run(["openssl", "ts", "-reply", "-queryfile", f"{work}/query", "-config",
                        f"{work}/config", "-out", f"{work}/reply"], check=True, capture_output=True)
        with open(f"{work}/reply", "rb") as made:
            return made.read()


def changed(query, change):
    request = tsp.TimeStampReq.load(query)
    change(request)
    return request.dump(force=True)


def other_nonce(request):
    request["nonce"] = request["nonce"].native + 1


def other_imprint(request):
    digest = request["message_imprint"]["hashed_message"].native
    request["message_imprint"]["hashed_message"] = bytes(255 - octet for octet in digest)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        query = self.rfile.read(int(self.headers["Content-Length"]))
        mode = self.path.strip("/")
        if mode == "slow":
            time.sleep(30)
        if mode == "hang-up":
            self.close_connection = True
        elif mode == "html":
            self.answer(200, "text/html", b"<html>Please sign in to the network</html>")
        elif mode == "error":
            self.answer(500, "text/plain", b"out of order")
        elif mode == "rejected":
            status = tsp.PKIStatusInfo({"status": "rejection", "status_string": ["closed"],
                                        "fail_info": {"system_failure"}}).dump()
            # asn1crypto's response type insists on a token, which a refusal does not have.
            self.answer(200, "application/timestamp-reply", bytes([0x30, len(status)]) + status)
        else:
            query = {"wrong-nonce": lambda: changed(query, other_nonce),
                     "wrong-imprint": lambda: changed(query, other_imprint)}.get(mode, lambda: query)()
            who = "tsa-expired" if mode == "expired" else "tsa"
            self.answer(200, "application/timestamp-reply", reply(query, who))

    def answer(self, status, kind, body):
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the client did not wait

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(server.server_address[1], flush=True)
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
server.serve_forever()
