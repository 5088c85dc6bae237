using System.Runtime.InteropServices;

namespace LensGrains.Tensors;

/// <summary>libtorch refused a call; the message names the operator, its arguments with their shapes, and the reason.</summary>
public sealed class TensorException(string message) : ExternalException(message);
