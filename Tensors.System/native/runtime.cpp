#include "shim.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <ATen/core/grad_mode.h>
#include <c10/util/Exception.h>
#include <torch/version.h>

#include <malloc.h>

#include <utility>

namespace lens {

static thread_local std::string last_error;

void set_error(std::string text) { last_error = std::move(text); }

std::string text_of(const std::exception& e) {
  if (const auto* error = dynamic_cast<const c10::Error*>(&e)) {
    return error->what_without_backtrace();
  }
  return e.what();
}

}  // namespace lens

const char* lg_last_error() { return lens::last_error.c_str(); }

const char* lg_version() { return TORCH_VERSION; }

int32_t lg_initialize(int32_t threads) {
  // Freed blocks of tensors stay with the process instead of going back to the kernel after every step, which would make
  // the next step fault every page in again. glibc accepts no mmap threshold above 32 MiB.
  mallopt(M_MMAP_THRESHOLD, 32 * 1024 * 1024);
  mallopt(M_TRIM_THRESHOLD, 256 * 1024 * 1024);
  return lg_set_threads(threads);
}

int32_t lg_set_threads(int32_t threads) {
  return lens::guarded(-1, [&] {
    at::set_num_threads(threads);
    return 0;
  });
}

int32_t lg_threads() { return at::get_num_threads(); }

int32_t lg_grad_enabled() { return c10::GradMode::is_enabled() ? 1 : 0; }

void lg_set_grad_enabled(int32_t on) { c10::GradMode::set_enabled(on != 0); }

int32_t lg_manual_seed(int64_t seed) {
  return lens::guarded(-1, [&] {
    at::manual_seed(static_cast<uint64_t>(seed));
    return 0;
  });
}

// Autocast is a setting of the calling thread. Its names carry the device from libtorch 2.4 on.
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
static bool autocast_of(at::DeviceType device, at::ScalarType& dtype) {
  dtype = at::autocast::get_autocast_dtype(device);
  return at::autocast::is_autocast_enabled(device);
}

static void set_autocast_of(at::DeviceType device, bool on, at::ScalarType dtype) {
  at::autocast::set_autocast_enabled(device, on);
  at::autocast::set_autocast_dtype(device, dtype);
}
#else
static bool autocast_of(at::DeviceType device, at::ScalarType& dtype) {
  const bool on_cpu = device == at::kCPU;
  dtype = on_cpu ? at::autocast::get_autocast_cpu_dtype() : at::autocast::get_autocast_gpu_dtype();
  return on_cpu ? at::autocast::is_cpu_enabled() : at::autocast::is_enabled();
}

static void set_autocast_of(at::DeviceType device, bool on, at::ScalarType dtype) {
  if (device == at::kCPU) {
    at::autocast::set_cpu_enabled(on);
    at::autocast::set_autocast_cpu_dtype(dtype);
  } else {
    at::autocast::set_enabled(on);
    at::autocast::set_autocast_gpu_dtype(dtype);
  }
}
#endif

int32_t lg_autocast(int32_t device, int32_t* dtype) {
  return lens::guarded(-1, [&] {
    at::ScalarType type;
    const bool on = autocast_of(static_cast<at::DeviceType>(device), type);
    *dtype = static_cast<int32_t>(type);
    return on ? 1 : 0;
  });
}

int32_t lg_set_autocast(int32_t device, int32_t on, int32_t dtype) {
  return lens::guarded(-1, [&] {
    set_autocast_of(static_cast<at::DeviceType>(device), on != 0, static_cast<at::ScalarType>(dtype));
    at::autocast::clear_cache();
    return 0;
  });
}

int32_t lg_cuda_devices() {
  return lens::guarded(0, [] { return at::hasCUDA() ? static_cast<int32_t>(at::detail::getCUDAHooks().getNumGPUs()) : 0; });
}

int32_t lg_set_deterministic(int32_t on) {
  return lens::guarded(-1, [&] {
    at::globalContext().setDeterministicAlgorithms(on != 0, false);
    return 0;
  });
}

void* lg_generator(int64_t seed) {
  return lens::guarded(static_cast<void*>(nullptr), [&]() -> void* {
    return new at::Generator(at::make_generator<at::CPUGeneratorImpl>(static_cast<uint64_t>(seed)));
  });
}

int32_t lg_generator_seed(void* generator, int64_t seed) {
  return lens::guarded(-1, [&] {
    auto& it = *static_cast<at::Generator*>(generator);
    std::lock_guard<std::mutex> lock(it.mutex());
    it.set_current_seed(static_cast<uint64_t>(seed));
    return 0;
  });
}

void* lg_generator_state(const void* generator) {
  return lens::guarded(static_cast<void*>(nullptr), [&]() -> void* {
    auto& it = *static_cast<at::Generator*>(const_cast<void*>(generator));
    std::lock_guard<std::mutex> lock(it.mutex());
    return lens::handle_of(it.get_state());
  });
}

int32_t lg_generator_set_state(void* generator, const void* state) {
  return lens::guarded(-1, [&] {
    auto& it = *static_cast<at::Generator*>(generator);
    std::lock_guard<std::mutex> lock(it.mutex());
    it.set_state(lens::tensor_of(state));
    return 0;
  });
}

void lg_generator_free(void* generator) { delete static_cast<at::Generator*>(generator); }
