// Calls any aten operator through libtorch's dispatcher, boxed, driven by the operator's schema.
#include "shim.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/function_schema.h>
#include <ATen/core/ivalue.h>
#include <ATen/core/jit_type.h>
#include <ATen/core/stack.h>

#include <cstdlib>
#include <cstring>
#include <sstream>
#include <stdexcept>
#include <utility>
#include <vector>

namespace lens {
namespace {

using c10::IValue;
using c10::TypeKind;

struct Operator {
  c10::OperatorHandle handle;
  std::string schema;
};

const char* name_of_kind(int32_t kind) {
  static const char* const names[] = {"none",     "tensor",    "int",         "float",     "bool",     "string",
                                      "int list", "float list", "tensor list", "bool list", "generator"};
  return kind >= 0 && kind <= LG_GENERATOR ? names[kind] : "?";
}

std::string describe(const at::Tensor& tensor) {
  if (!tensor.defined()) {
    return "none";
  }
  std::ostringstream text;
  text << c10::toString(tensor.scalar_type()) << tensor.sizes();
  return text.str();
}

std::string describe(const lg_value& value) {
  if (value.kind == LG_TENSOR) {
    return describe(tensor_of(value.data));
  }
  std::ostringstream text;
  switch (value.kind) {
    case LG_INT: text << value.integer; break;
    case LG_REAL: text << value.real; break;
    case LG_BOOL: text << (value.integer != 0 ? "true" : "false"); break;
    case LG_INT_LIST: text << at::IntArrayRef(static_cast<const int64_t*>(value.data), value.count); break;
    case LG_TENSOR_LIST: {
      const auto* handles = static_cast<const void* const*>(value.data);
      text << '(';
      for (int32_t i = 0; i < value.count; i++) {
        text << (i > 0 ? ", " : "") << (handles[i] == nullptr ? "none" : describe(tensor_of(handles[i])));
      }
      text << ')';
      break;
    }
    default: text << name_of_kind(value.kind);
  }
  return text.str();
}

[[noreturn]] void refuse(const c10::Argument& argument, const lg_value& value) {
  throw std::invalid_argument("argument '" + argument.name() + "' takes " + argument.type()->str() + ", not " + name_of_kind(value.kind));
}

template <typename T>
c10::List<T> list_of(const lg_value& value) {
  c10::List<T> list;
  list.reserve(value.count);
  const auto* items = static_cast<const T*>(value.data);
  for (int32_t i = 0; i < value.count; i++) {
    list.push_back(items[i]);
  }
  return list;
}

c10::List<int64_t> int_list(const lg_value& value, const c10::Argument& argument) {
  if (value.kind == LG_INT_LIST) {
    return list_of<int64_t>(value);
  }
  if (value.kind != LG_INT) {
    refuse(argument, value);
  }
  c10::List<int64_t> list;
  for (int32_t i = 0; i < argument.N().value_or(1); i++) {
    list.push_back(value.integer);
  }
  return list;
}

c10::List<double> real_list(const lg_value& value, const c10::Argument& argument) {
  if (value.kind == LG_REAL_LIST) {
    return list_of<double>(value);
  }
  if (value.kind != LG_INT_LIST) {
    refuse(argument, value);
  }
  c10::List<double> list;
  for (int32_t i = 0; i < value.count; i++) {
    list.push_back(static_cast<double>(static_cast<const int64_t*>(value.data)[i]));
  }
  return list;
}

c10::List<bool> bool_list(const lg_value& value, const c10::Argument& argument) {
  if (value.kind != LG_BOOL_LIST) {
    refuse(argument, value);
  }
  c10::List<bool> list;
  for (int32_t i = 0; i < value.count; i++) {
    list.push_back(static_cast<const uint8_t*>(value.data)[i] != 0);
  }
  return list;
}

IValue tensor_list(const lg_value& value, const c10::Argument& argument, bool optional_elements) {
  if (value.kind != LG_TENSOR_LIST) {
    refuse(argument, value);
  }
  const auto* handles = static_cast<const void* const*>(value.data);
  if (optional_elements) {
    c10::List<c10::optional<at::Tensor>> list;
    for (int32_t i = 0; i < value.count; i++) {
      list.push_back(handles[i] == nullptr ? c10::optional<at::Tensor>() : c10::optional<at::Tensor>(tensor_of(handles[i])));
    }
    return list;
  }
  c10::List<at::Tensor> list;
  for (int32_t i = 0; i < value.count; i++) {
    if (handles[i] == nullptr) {
      throw std::invalid_argument("argument '" + argument.name() + "' takes no absent tensors");
    }
    list.push_back(tensor_of(handles[i]));
  }
  return list;
}

IValue coerce_list(const lg_value& value, const c10::Argument& argument, const c10::TypePtr& element) {
  switch (element->kind()) {
    case TypeKind::IntType:
    case TypeKind::SymIntType: return int_list(value, argument);
    case TypeKind::FloatType: return real_list(value, argument);
    case TypeKind::BoolType: return bool_list(value, argument);
    case TypeKind::TensorType: return tensor_list(value, argument, false);
    case TypeKind::OptionalType: return tensor_list(value, argument, true);
    default: refuse(argument, value);
  }
}

IValue coerce_number(const lg_value& value, const c10::Argument& argument) {
  switch (value.kind) {
    case LG_INT: return IValue(value.integer);
    case LG_REAL: return IValue(value.real);
    case LG_BOOL: return IValue(value.integer != 0);
    default: refuse(argument, value);
  }
}

IValue coerce(const lg_value& value, const c10::Argument& argument, const c10::TypePtr& type) {
  if (type->kind() == TypeKind::OptionalType) {
    return value.kind == LG_NONE ? IValue() : coerce(value, argument, type->castRaw<c10::OptionalType>()->getElementType());
  }
  if (type->kind() == TypeKind::ListType) {
    return coerce_list(value, argument, type->castRaw<c10::ListType>()->getElementType());
  }
  switch (type->kind()) {
    case TypeKind::TensorType:
      if (value.kind == LG_TENSOR) return IValue(tensor_of(value.data));
      break;
    case TypeKind::IntType:
    case TypeKind::SymIntType:
      if (value.kind == LG_INT) return IValue(value.integer);
      break;
    case TypeKind::FloatType:
      if (value.kind == LG_REAL) return IValue(value.real);
      if (value.kind == LG_INT) return IValue(static_cast<double>(value.integer));
      break;
    case TypeKind::BoolType:
      if (value.kind == LG_BOOL) return IValue(value.integer != 0);
      break;
    case TypeKind::NumberType: return coerce_number(value, argument);
    case TypeKind::StringType:
      if (value.kind == LG_STRING) return IValue(std::string(static_cast<const char*>(value.data), value.count));
      break;
    case TypeKind::DeviceObjType:
      if (value.kind == LG_STRING) return IValue(c10::Device(std::string(static_cast<const char*>(value.data), value.count)));
      break;
    case TypeKind::GeneratorType:
      if (value.kind == LG_GENERATOR) return IValue(*static_cast<const at::Generator*>(value.data));
      break;
    default: break;
  }
  refuse(argument, value);
}

// Where argument i goes: by position until the first name, then by name.
size_t slot_of(const c10::FunctionSchema& schema, const lg_value& value, int32_t position, bool named_before) {
  if (value.name == nullptr) {
    if (named_before) {
      throw std::invalid_argument("an argument given by position follows one given by name");
    }
    return static_cast<size_t>(position);
  }
  for (size_t i = 0; i < schema.arguments().size(); i++) {
    if (schema.arguments()[i].name() == value.name) {
      return i;
    }
  }
  throw std::invalid_argument("there is no argument '" + std::string(value.name) + "'");
}

torch::jit::Stack stack_of(const c10::FunctionSchema& schema, const lg_value* arguments, int32_t count) {
  const auto& declared = schema.arguments();
  if (static_cast<size_t>(count) > declared.size()) {
    throw std::invalid_argument(std::to_string(count) + " arguments given, at most " + std::to_string(declared.size()) + " taken");
  }
  torch::jit::Stack stack(declared.size());
  std::vector<bool> given(declared.size(), false);
  bool named = false;
  for (int32_t i = 0; i < count; i++) {
    const auto slot = slot_of(schema, arguments[i], i, named);
    named |= arguments[i].name != nullptr;
    if (given[slot]) {
      throw std::invalid_argument("argument '" + declared[slot].name() + "' given twice");
    }
    stack[slot] = coerce(arguments[i], declared[slot], declared[slot].type());
    given[slot] = true;
  }
  for (size_t i = 0; i < declared.size(); i++) {
    if (given[i]) {
      continue;
    }
    if (!declared[i].default_value().has_value()) {
      throw std::invalid_argument("argument '" + declared[i].name() + "' is missing");
    }
    stack[i] = *declared[i].default_value();
  }
  return stack;
}

template <typename T>
const T* allocate(size_t count) {
  auto* memory = static_cast<T*>(std::malloc(std::max<size_t>(count, 1) * sizeof(T)));
  if (memory == nullptr) {
    throw std::bad_alloc();
  }
  return memory;
}

void write_tensors(const std::vector<at::Tensor>& tensors, lg_value& result) {
  auto** handles = const_cast<void**>(allocate<void*>(tensors.size()));
  for (size_t i = 0; i < tensors.size(); i++) {
    handles[i] = tensors[i].defined() ? handle_of(tensors[i]) : nullptr;
  }
  result.kind = LG_TENSOR_LIST;
  result.count = static_cast<int32_t>(tensors.size());
  result.data = handles;
}

void write_ints(const std::vector<int64_t>& values, lg_value& result) {
  auto* copy = const_cast<int64_t*>(allocate<int64_t>(values.size()));
  std::memcpy(copy, values.data(), values.size() * sizeof(int64_t));
  result.kind = LG_INT_LIST;
  result.count = static_cast<int32_t>(values.size());
  result.data = copy;
}

void write_result(const IValue& value, lg_value& result) {
  result = lg_value{};
  if (value.isTensor()) {
    const auto& tensor = value.toTensor();
    result.kind = tensor.defined() ? LG_TENSOR : LG_NONE;
    result.data = tensor.defined() ? handle_of(tensor) : nullptr;
  } else if (value.isInt() || value.isBool()) {
    result.kind = value.isBool() ? LG_BOOL : LG_INT;
    result.integer = value.isBool() ? value.toBool() : value.toInt();
  } else if (value.isDouble()) {
    result.kind = LG_REAL;
    result.real = value.toDouble();
  } else if (value.isTensorList()) {
    write_tensors(value.toTensorVector(), result);
  } else if (value.isIntList()) {
    write_ints(value.toIntVector(), result);
  } else if (!value.isNone()) {
    throw std::runtime_error("a result of type " + value.tagKind() + " is not supported");
  }
}

std::string with_arguments(const Operator& op, const lg_value* arguments, int32_t count, const std::string& reason) {
  std::ostringstream text;
  text << toString(op.handle.operator_name()) << ": " << reason << " (called with ";
  const auto& declared = op.handle.schema().arguments();
  for (int32_t i = 0; i < count; i++) {
    const bool by_position = arguments[i].name == nullptr && static_cast<size_t>(i) < declared.size();
    const std::string name = by_position ? declared[i].name() : arguments[i].name == nullptr ? "?" : arguments[i].name;
    text << (i > 0 ? ", " : "") << name << ": " << describe(arguments[i]);
  }
  text << ')';
  return text.str();
}

}  // namespace
}  // namespace lens

const void* lg_operator(const char* name, const char* overload) {
  return lens::guarded(static_cast<const void*>(nullptr), [&]() -> const void* {
    auto found = c10::Dispatcher::singleton().findSchema({name, overload});
    if (!found.has_value()) {
      throw std::invalid_argument("libtorch " + std::string(lg_version()) + " has no operator " + name + (*overload ? "." : "") + overload);
    }
    std::ostringstream schema;
    schema << found->schema();
    return new lens::Operator{*found, schema.str()};
  });
}

int32_t lg_has_operator(const char* name, const char* overload) {
  return lens::guarded(0, [&] { return c10::Dispatcher::singleton().findSchema({name, overload}).has_value() ? 1 : 0; });
}

const char* lg_operator_schema(const void* op) { return static_cast<const lens::Operator*>(op)->schema.c_str(); }

int32_t lg_call(const void* op, const lg_value* arguments, int32_t count, lg_value* results, int32_t capacity) {
  const auto& it = *static_cast<const lens::Operator*>(op);
  try {
    auto stack = lens::stack_of(it.handle.schema(), arguments, count);
    it.handle.callBoxed(&stack);
    if (stack.size() > static_cast<size_t>(capacity)) {
      throw std::runtime_error("more results than the caller expects");
    }
    for (size_t i = 0; i < stack.size(); i++) {
      lens::write_result(stack[i], results[i]);
    }
    return static_cast<int32_t>(stack.size());
  } catch (const std::exception& e) {
    lens::set_error(lens::with_arguments(it, arguments, count, lens::text_of(e)));
    return -1;
  } catch (...) {
    lens::set_error(lens::with_arguments(it, arguments, count, "an unknown native exception"));
    return -1;
  }
}

void lg_free_list(const void* list) { std::free(const_cast<void*>(list)); }
