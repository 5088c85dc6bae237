using LensGrains.Tensors.Modules;

namespace LensGrains.Tensors
{
    namespace Modules
    {
        /// <summary>A tensor that a module learns: it takes the tensor over, which is empty afterwards.</summary>
        public class Parameter : torch.Tensor
        {
            public Parameter(torch.Tensor data, bool requires_grad = true)
                : base(data.MoveHandle())
                => this.requires_grad = requires_grad;
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }
}
