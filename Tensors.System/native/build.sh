#!/bin/sh
# Configures and builds the shim into the folder given; called by the project file when a source is newer than the library.
# Failures are one line in MSBuild's format, so that they show as build errors.
set -eu
source_folder=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
build_folder=$1
install="apt-get install -y --no-install-recommends libtorch-dev libopenblas0-openmp cmake g++ make"

fail() {
    echo "native/build.sh : error LENS001: $1" >&2
    exit 1
}

for tool in cmake g++ make; do
    command -v "$tool" >/dev/null 2>&1 || fail "the tensor shim needs $tool; run: $install"
done

mkdir -p "$build_folder"
exec 9>"$build_folder/.lock"
command -v flock >/dev/null 2>&1 && flock 9

log="$build_folder/build.log"
if ! cmake -S "$source_folder" -B "$build_folder" -DCMAKE_BUILD_TYPE=Release >"$log" 2>&1; then
    if grep -q "TorchConfig.cmake" "$log"; then
        fail "the tensor shim needs libtorch; run: $install"
    fi
    fail "cmake could not configure the tensor shim, see $log; needed: $install"
fi
if ! cmake --build "$build_folder" >"$log" 2>&1; then
    grep -E "error[: ]" "$log" | head -n 5 >&2 || true
    fail "the tensor shim did not compile, see $log"
fi
touch "$build_folder/liblensgrains_tensors.so"
