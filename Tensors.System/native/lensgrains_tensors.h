// The C interface between libtorch and LensGrains.Tensors. It names no tensor operation: lg_call reaches every aten operator
// by its schema name. Every function that can fail returns a negative number or null and leaves the reason, for this thread,
// in lg_last_error.
#pragma once

#include <cstdint>

#define LG_API extern "C" __attribute__((visibility("default")))

enum lg_kind : int32_t {
  LG_NONE = 0,
  LG_TENSOR = 1,       // data: tensor
  LG_INT = 2,          // integer
  LG_REAL = 3,         // real
  LG_BOOL = 4,         // integer: 0 or 1
  LG_STRING = 5,       // data: UTF-8, count bytes
  LG_INT_LIST = 6,     // data: int64_t[count]
  LG_REAL_LIST = 7,    // data: double[count]
  LG_TENSOR_LIST = 8,  // data: tensor[count], null elements are absent tensors
  LG_BOOL_LIST = 9,    // data: uint8_t[count]
  LG_GENERATOR = 10    // data: generator
};

// One argument or one result; 40 bytes on every 64-bit platform.
struct lg_value {
  int32_t kind;
  int32_t count;
  int64_t integer;
  double real;
  const void* data;
  const char* name;  // of an argument: null when given by position
};
static_assert(sizeof(lg_value) == 40, "lg_value is mirrored in C#");

// dispatch.cpp
LG_API const void* lg_operator(const char* name, const char* overload);
LG_API int32_t lg_has_operator(const char* name, const char* overload);
LG_API const char* lg_operator_schema(const void* op);
LG_API int32_t lg_call(const void* op, const lg_value* arguments, int32_t count, lg_value* results, int32_t capacity);
LG_API void lg_free_list(const void* list);

// tensors.cpp
LG_API void* lg_tensor_borrow(void* data, const int64_t* shape, int32_t dimensions, int32_t dtype, void (*release)(void*), void* context);
LG_API void* lg_tensor_copy(const void* data, const int64_t* shape, int32_t dimensions, int32_t dtype);
LG_API void lg_tensor_free(void* tensor);
LG_API int64_t lg_tensor_live_count();
LG_API void* lg_tensor_data(const void* tensor);
LG_API int32_t lg_tensor_shape(const void* tensor, int64_t* shape, int64_t* strides, int32_t capacity);
LG_API int32_t lg_tensor_dtype(const void* tensor);
LG_API int32_t lg_tensor_device(const void* tensor, int32_t* index);
LG_API int32_t lg_tensor_is_contiguous(const void* tensor);
LG_API int32_t lg_tensor_requires_grad(const void* tensor);
LG_API int32_t lg_tensor_set_requires_grad(void* tensor, int32_t on);
LG_API void* lg_tensor_grad(const void* tensor);
LG_API int32_t lg_tensor_set_grad(void* tensor, const void* grad);
LG_API int32_t lg_tensor_backward(const void* tensor, const void* grad, int32_t retain_graph);

// runtime.cpp
LG_API const char* lg_last_error();
LG_API const char* lg_version();
LG_API int32_t lg_initialize(int32_t threads);
LG_API int32_t lg_set_threads(int32_t threads);
LG_API int32_t lg_threads();
LG_API int32_t lg_grad_enabled();
LG_API void lg_set_grad_enabled(int32_t on);
LG_API int32_t lg_manual_seed(int64_t seed);
LG_API int32_t lg_autocast(int32_t device, int32_t* dtype);
LG_API int32_t lg_set_autocast(int32_t device, int32_t on, int32_t dtype);
LG_API int32_t lg_cuda_devices();
LG_API int32_t lg_set_deterministic(int32_t on);
LG_API void* lg_generator(int64_t seed);
LG_API int32_t lg_generator_seed(void* generator, int64_t seed);
LG_API void* lg_generator_state(const void* generator);
LG_API int32_t lg_generator_set_state(void* generator, const void* state);
LG_API void lg_generator_free(void* generator);
