#!/usr/bin/env bash
# Records resources/sample.pcapng again: real programs talk in two network namespaces that this script makes and removes.
# Usage (as root): tests/labs/record_sample.sh OUTPUT.pcapng [folder of the packetrecorder programs]
# Needs: nginx-light dnsmasq-base openssh-server openssh-client curl bind9-dnsutils nmap openssl iputils-ping iproute2
set -euo pipefail
output=$(realpath "$1")
bin=$(realpath "${2:-build/release/bin}")
[ "$(id -u)" -eq 0 ] || { echo "Network namespaces need root." >&2; exit 5; }

work=$(mktemp -d)
server=pr-lab-server client=pr-lab-client
cleanup() {
    jobs -p | xargs -r kill 2>/dev/null || true
    for pid in "$work"/*.pid; do [ -s "$pid" ] && kill "$(cat "$pid")" 2>/dev/null || true; done
    ip netns del $server 2>/dev/null || true
    ip netns del $client 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT

# Two hosts on one cable: 192.0.2.0/24 and 2001:db8::/64 are documentation addresses.
ip netns add $server
ip netns add $client
ip link add pr-s netns $server type veth peer name pr-c netns $client
on_server() { ip netns exec $server "$@"; }
on_client() { ip netns exec $client "$@"; }
for side in "$server pr-s 1" "$client pr-c 2"; do
    read -r ns link last <<<"$side"
    ip -n "$ns" link set lo up
    ip -n "$ns" link set "$link" address "02:00:00:00:00:0$last" up
    ip -n "$ns" addr add "192.0.2.$last/24" dev "$link"
    ip -n "$ns" addr add "2001:db8::$last/64" dev "$link" nodad
    # segments as they travel on a wire, not as the kernel hands them over
    ip netns exec "$ns" sh -c "echo 0 > /proc/sys/net/ipv6/conf/$link/accept_ra" || true
    command -v ethtool >/dev/null && ip netns exec "$ns" ethtool -K "$link" tso off gso off gro off tx off >/dev/null 2>&1 || true
done
for last in $(seq 100 129); do ip -n $server addr add "192.0.2.$last/24" dev pr-s; done

# Certificates: a lab authority, a good one, one that has expired, one for another name.
certificate() {  # certificate FILE NAME FROM TO
    openssl req -newkey rsa:2048 -nodes -keyout "$work/$1.key" -out "$work/$1.csr" -subj "/O=Lab/CN=$2" 2>/dev/null
    printf 'subjectAltName=DNS:%s\nbasicConstraints=CA:FALSE\n' "$2" >"$work/$1.ext"
    openssl ca -batch -config "$work/ca.cnf" -in "$work/$1.csr" -out "$work/$1.crt" -startdate "$3" -enddate "$4" \
        -extfile "$work/$1.ext" -notext 2>/dev/null
}
printf '[ca]\ndefault_ca=d\n[d]\ndir=%s\ndatabase=$dir/index\nserial=$dir/serial\nnew_certs_dir=$dir\ncertificate=$dir/ca.crt\nprivate_key=$dir/ca.key\ndefault_md=sha256\npolicy=p\nunique_subject=no\n[p]\nO=optional\nCN=supplied\n' "$work" >"$work/ca.cnf"
: >"$work/index"
echo 1000 >"$work/serial"
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/ca.key" -out "$work/ca.crt" -days 7300 -subj "/O=Lab/CN=Lab Root" 2>/dev/null
certificate good www.example.org 20240101000000Z 20440101000000Z
certificate expired old.example.org 20200101000000Z 20210101000000Z
certificate other mail.example.net 20240101000000Z 20440101000000Z

# Servers.
mkdir -p "$work/www" "$work/nginx"
printf '<!doctype html><title>Lab</title><h1>Hello from the lab</h1>\n' >"$work/www/index.html"
seq 1 4000 | sed 's/$/ one line of a file that is worth compressing/' | head -c 60000 >"$work/www/large.txt"
cat >"$work/nginx.conf" <<NGINX
daemon on; worker_processes 1; pid $work/nginx.pid; error_log $work/nginx.log; user root;
events { worker_connections 64; }
http {
  access_log off; root $work/www; gzip on; gzip_types text/plain; gzip_min_length 100;
  client_body_temp_path $work/nginx; proxy_temp_path $work/nginx; fastcgi_temp_path $work/nginx; uwsgi_temp_path $work/nginx; scgi_temp_path $work/nginx;
  server { listen 80; listen [::]:80; server_name www.example.org; }
  server { listen 443 ssl; listen [::]:443 ssl; server_name www.example.org; ssl_certificate $work/good.crt; ssl_certificate_key $work/good.key; ssl_protocols TLSv1.2 TLSv1.3; }
  server { listen 8443 ssl; ssl_certificate $work/expired.crt; ssl_certificate_key $work/expired.key; ssl_protocols TLSv1.2; }
  server { listen 9443 ssl; ssl_certificate $work/other.crt; ssl_certificate_key $work/other.key; ssl_protocols TLSv1.2; }
}
NGINX
on_server nginx -c "$work/nginx.conf"
on_server dnsmasq --no-resolv --no-hosts --pid-file="$work/dnsmasq.pid" --user=root --listen-address=192.0.2.1 --bind-interfaces \
    --address=/www.example.org/192.0.2.1 --address=/www.example.org/2001:db8::1 --address=/old.example.org/192.0.2.1 \
    --address=/shop.example.com/192.0.2.1 --mx-host=example.org,mail.example.net,10 \
    --txt-record=example.org,"v=spf1 -all" --local=/invalid/
ssh-keygen -q -t ed25519 -N '' -f "$work/host_key"
ssh-keygen -q -t ed25519 -N '' -f "$work/user_key"
mkdir -p /run/sshd
on_server /usr/sbin/sshd -f /dev/null -h "$work/host_key" -o "PidFile=$work/sshd.pid" -o "AuthorizedKeysFile=$work/user_key.pub" \
    -o ListenAddress=192.0.2.1 -o StrictModes=no -o UsePAM=no

# The recorder.
on_client "$bin/packetrecorder" capture -i pr-c --database "$work/sample.prcase" --pcap "$work/sample.pcapng" 2>"$work/capture.log" &
recorder=$!
for _ in $(seq 100); do grep -q . "$work/capture.log" 2>/dev/null && break; sleep 0.05; done

# The talk.
quiet() { "$@" >/dev/null 2>&1 || true; }
resolve() { quiet on_client dig +time=1 +tries=1 @192.0.2.1 "$@"; }
web() { quiet on_client curl -sk --max-time 10 "$@"; }
quiet on_client ping -c 3 -i 0.2 192.0.2.1
quiet on_client ping -6 -c 2 -i 0.2 2001:db8::1
resolve www.example.org A
resolve www.example.org AAAA
resolve example.org MX
resolve example.org TXT
resolve nowhere.invalid A
resolve +tcp www.example.org A
names=(--resolve www.example.org:80:192.0.2.1 --resolve www.example.org:443:192.0.2.1)
web "${names[@]}" http://www.example.org/
web "${names[@]}" --compressed http://www.example.org/large.txt
web "${names[@]}" -d 'user=analyst&note=hello' http://www.example.org/missing
web -g 'http://[2001:db8::1]/'
web "${names[@]}" --tlsv1.3 https://www.example.org/
web "${names[@]}" --tls-max 1.2 https://www.example.org/large.txt
resolve old.example.org A
web --resolve old.example.org:8443:192.0.2.1 --tls-max 1.2 https://old.example.org:8443/
resolve shop.example.com A
web --resolve shop.example.com:9443:192.0.2.1 --tls-max 1.2 https://shop.example.com:9443/
quiet on_client ssh -i "$work/user_key" -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o BatchMode=yes root@192.0.2.1 true
quiet on_client dig +time=1 +tries=1 @192.0.2.1 -p 5999 unreachable.example.org
quiet on_client nmap -n -Pn -sS --max-retries 0 -p 1-120 192.0.2.100
quiet on_client nmap -n -Pn -sS --max-retries 0 -p 445 192.0.2.100-129

kill -INT "$recorder"
wait "$recorder" || { cat "$work/capture.log" >&2; exit 1; }
cp "$work/sample.pcapng" "$output"
ls -l "$output"
