# shellcheck shell=bash disable=SC2154 # root comes from who sources this
# Steps that installer/run and tests/run share. Sourced by bash with `set -euo pipefail`; `root` is the top of the tree.
# Everything said goes to standard error; logs of long steps lie in build/logs.

PATH=$PATH:/usr/sbin:/sbin # after a plain `su` they are missing, and dpkg wants them

say() { printf '%s\n' "$*" >&2; }
fail() { say "error: $*"; exit 1; }

# long LOG TITLE COMMAND...: runs the command with its output in build/logs/LOG.log, tells elapsed time and the newest line
# meanwhile (in place on a terminal, every 15 s elsewhere), and shows the end of the log when it fails. The command's exit code.
long() {
    local log=$root/build/logs/$1.log title=$2 start=$SECONDS pid code=0 told=0 line
    shift 2
    mkdir -p "$root/build/logs"
    : >"$log"
    set -m # a process group of its own: what the step started ends with it
    "$@" >"$log" 2>&1 </dev/null &
    set +m
    pid=$!
    longPid=$pid
    [ -t 2 ] || say "$title ..."
    while kill -0 "$pid" 2>/dev/null; do
        sleep "$((SECONDS - start < 3 ? 0 : 1)).2"
        # Of a compiler's output the newest counted line, [12/340]; else the newest.
        line=$(tail -n 200 "$log" 2>/dev/null | tr -d '\r' | awk '/^\[/ {counted = $0} {any = $0} END {print substr(counted == "" ? any : counted, 1, 60)}') || line=
        if [ -t 2 ]; then
            printf '\r\033[K%s  %s  %s' "$title" "$(elapsed $((SECONDS - start)))" "$line" >&2
        elif ((SECONDS - start >= told + 15)); then
            told=$((SECONDS - start))
            say "  $(elapsed "$told")  $line"
        fi
    done
    wait "$pid" || code=$?
    longPid=
    [ -t 2 ] && printf '\r\033[K' >&2
    if ((code == 0)); then
        say "$title: done in $(elapsed $((SECONDS - start)))"
    else
        tail -n 60 "$log" >&2
        say "$title: failed with exit code $code after $(elapsed $((SECONDS - start))); the whole log: $log"
    fi
    return "$code"
}
longPid=

elapsed() { if (($1 < 60)); then printf '%d s' "$1"; else printf '%d min %02d s' $(($1 / 60)) $(($1 % 60)); fi; }

# Ends the step that runs, when this script is ended.
endLongStep() { [ -z "$longPid" ] || kill -- "-$longPid" 2>/dev/null || true; }

# packagesOf SECTION...: names from installer/packages.txt.
packagesOf() {
    local section
    for section in "$@"; do
        awk -v want="[$section]" '{sub(/#.*/, "")} /^\[/ {on = ($1 == want); next} on && NF {print $1}' "$root/installer/packages.txt"
    done
}

missingPackages() {
    local package
    packagesOf "$@" | while read -r package; do
        dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || printf '%s\n' "$package"
    done
}

# installPackages SECTION...: installs what is missing, and asks nothing of the network when nothing is.
installPackages() {
    command -v dpkg-query >/dev/null || fail "this script installs Debian packages; elsewhere install what installer/packages.txt names and use the CMake presets"
    local missing
    mapfile -t missing < <(missingPackages "$@")
    if ((${#missing[@]} == 0)); then
        say "All packages are installed."
        return
    fi
    say "Missing packages: ${missing[*]}"
    local asRoot=()
    if ((EUID != 0)); then
        command -v sudo >/dev/null || fail "neither root nor sudo; as root: apt-get install --no-install-recommends ${missing[*]}"
        sudo -v || fail "sudo was refused; as root: apt-get install --no-install-recommends ${missing[*]}"
        asRoot=(sudo -n)
    fi
    long apt-update "Fetching the package lists" "${asRoot[@]}" apt-get update || fail "the package lists could not be fetched"
    long apt-install "Installing ${#missing[@]} packages" "${asRoot[@]}" "$root/installer/apt_install" "${missing[@]}" || fail "packages could not be installed"
}

# stepDown SCRIPT ARGUMENT...: after `sudo SCRIPT` in one's own tree all but the packages is done as oneself.
stepDown() {
    ((EUID == 0)) && [ -n "${SUDO_UID:-}" ] && [ "$SUDO_UID" != 0 ] || return 0
    [ "$(stat -c %u "$root")" = "$SUDO_UID" ] || return 0
    [ ! -d "$root/build" ] || chown -R "$SUDO_UID:${SUDO_GID:-$SUDO_UID}" "$root/build"
    exec runuser -u "$SUDO_USER" -- env -u SUDO_UID -u SUDO_GID -u SUDO_USER -u SUDO_COMMAND \
        HOME="$(getent passwd "$SUDO_UID" | cut -d: -f6)" USER="$SUDO_USER" LOGNAME="$SUDO_USER" "$@"
}

# One compiler for each core, but no more than memory allows (1 GiB each).
buildJobs() {
    local cores memory
    cores=$(nproc)
    memory=$(awk '/^MemAvailable:/ {print int($2 / 1048576)}' /proc/meminfo)
    ((memory >= 1)) || memory=1
    printf '%d' $((cores < memory ? cores : memory))
}

# configure PRESET FOLDER [OPTION...]: with the preset into build/FOLDER. A folder configured for another place (the tree was
# moved or copied) is begun anew.
configure() {
    local preset=$1 folder=$root/build/$2 fresh=()
    shift 2
    if [ -f "$folder/CMakeCache.txt" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$folder/CMakeCache.txt"; then
        fresh=(--fresh)
    fi
    long "configure-$preset" "Configuring ($preset)" cmake -S "$root" --preset "$preset" -B "$folder" "${fresh[@]}" "$@"
}

# build FOLDER [TARGET...]: everything, or the targets named.
build() {
    local folder=$1 targets=()
    shift
    (($# == 0)) || targets=(--target "$@")
    long "build-$folder" "Building" cmake --build "$root/build/$folder" -j "$(buildJobs)" "${targets[@]}"
}
