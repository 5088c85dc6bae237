#include "shim.h"

#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <atomic>
#include <utility>

namespace lens {

static std::atomic<int64_t> live_handles{0};

at::Tensor& tensor_of(const void* handle) { return *static_cast<at::Tensor*>(const_cast<void*>(handle)); }

void* handle_of(at::Tensor tensor) {
  auto* handle = new at::Tensor(std::move(tensor));
  live_handles.fetch_add(1, std::memory_order_relaxed);
  return handle;
}

static at::TensorOptions options_of(int32_t dtype) {
  return at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype)).device(at::kCPU);
}

}  // namespace lens

using lens::guarded;
using lens::handle_of;
using lens::tensor_of;

void* lg_tensor_borrow(void* data, const int64_t* shape, int32_t dimensions, int32_t dtype, void (*release)(void*), void* context) {
  return guarded(static_cast<void*>(nullptr), [&] {
    auto deleter = [release, context](void*) {
      if (release != nullptr) {
        release(context);
      }
    };
    return handle_of(at::from_blob(data, at::IntArrayRef(shape, dimensions), deleter, lens::options_of(dtype)));
  });
}

void* lg_tensor_copy(const void* data, const int64_t* shape, int32_t dimensions, int32_t dtype) {
  return guarded(static_cast<void*>(nullptr), [&] {
    auto options = lens::options_of(dtype);
    auto view = at::from_blob(const_cast<void*>(data), at::IntArrayRef(shape, dimensions), options);
    return handle_of(view.clone());
  });
}

void lg_tensor_free(void* tensor) {
  lens::live_handles.fetch_sub(1, std::memory_order_relaxed);
  delete static_cast<at::Tensor*>(tensor);
}

int64_t lg_tensor_live_count() { return lens::live_handles.load(std::memory_order_relaxed); }

void* lg_tensor_data(const void* tensor) {
  return guarded(static_cast<void*>(nullptr), [&] { return tensor_of(tensor).data_ptr(); });
}

int32_t lg_tensor_shape(const void* tensor, int64_t* shape, int64_t* strides, int32_t capacity) {
  return guarded(-1, [&] {
    const auto& it = tensor_of(tensor);
    const auto dimensions = static_cast<int32_t>(it.dim());
    std::copy_n(it.sizes().begin(), std::min(dimensions, capacity), shape);
    std::copy_n(it.strides().begin(), std::min(dimensions, capacity), strides);
    return dimensions;
  });
}

int32_t lg_tensor_dtype(const void* tensor) { return static_cast<int32_t>(tensor_of(tensor).scalar_type()); }

int32_t lg_tensor_device(const void* tensor, int32_t* index) {
  const auto device = tensor_of(tensor).device();
  *index = device.has_index() ? device.index() : -1;
  return static_cast<int32_t>(device.type());
}

int32_t lg_tensor_is_contiguous(const void* tensor) { return tensor_of(tensor).is_contiguous() ? 1 : 0; }

int32_t lg_tensor_requires_grad(const void* tensor) { return tensor_of(tensor).requires_grad() ? 1 : 0; }

int32_t lg_tensor_set_requires_grad(void* tensor, int32_t on) {
  return guarded(-1, [&] {
    tensor_of(tensor).set_requires_grad(on != 0);
    return 0;
  });
}

void* lg_tensor_grad(const void* tensor) {
  return guarded(static_cast<void*>(nullptr), [&]() -> void* {
    auto grad = tensor_of(tensor).grad();
    return grad.defined() ? handle_of(std::move(grad)) : nullptr;
  });
}

int32_t lg_tensor_set_grad(void* tensor, const void* grad) {
  return guarded(-1, [&] {
    tensor_of(tensor).mutable_grad() = grad == nullptr ? at::Tensor() : tensor_of(grad);
    return 0;
  });
}

int32_t lg_tensor_backward(const void* tensor, const void* grad, int32_t retain_graph) {
  return guarded(-1, [&] {
    std::vector<at::Tensor> grads;
    if (grad != nullptr) {
      grads.push_back(tensor_of(grad));
    }
    torch::autograd::backward({tensor_of(tensor)}, grads, retain_graph != 0);
    return 0;
  });
}
