"""Opens COUNT TLS connections, asks once over each, keeps them idle and prints the server's memory in MB.

    idle-connections.py HOST PORT COUNT PID
"""
import re
import socket
import ssl
import sys
import time

host, port, count, pid = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
request = f"GET / HTTP/1.1\r\nHost: {host}\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0\r\nAccept: */*\r\n\r\n".encode()
connections = []
for index in range(count):
    connection = context.wrap_socket(socket.create_connection(("127.0.0.1", port), 30), server_hostname=host)
    connection.sendall(request)
    answer = b""
    while not re.search(rb"\r\n\r\n(x{1024}|[^\r]*\r\nx{1024}\r\n0\r\n\r\n)$", answer):
        more = connection.recv(8192)
        if not more:
            sys.exit(f"connection {index} ended early: {answer[:200]!r}")
        answer += more
    connections.append(connection)
time.sleep(5)  # What is only garbage by now may go.
open_now = 0
for connection in connections:
    connection.setblocking(False)
    try:
        open_now += bool(connection.recv(1))
    except (ssl.SSLWantReadError, BlockingIOError):
        open_now += 1
if open_now != count:
    sys.exit(f"only {open_now} of {count} connections stayed open")
with open(f"/proc/{pid}/status", encoding="ascii") as status:
    kilobytes = int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1))
print(f"{kilobytes / 1024:.1f}")
