// What the shim's files share: handles, and turning exceptions into an error text of this thread.
#pragma once

#include "lensgrains_tensors.h"

#include <ATen/ATen.h>

#include <exception>
#include <string>

namespace lens {

void set_error(std::string text);
std::string text_of(const std::exception& e);

at::Tensor& tensor_of(const void* handle);
void* handle_of(at::Tensor tensor);

template <typename Result, typename Body>
Result guarded(Result failure, Body body) {
  try {
    return body();
  } catch (const std::exception& e) {
    set_error(text_of(e));
  } catch (...) {
    set_error("an unknown native exception");
  }
  return failure;
}

}  // namespace lens
