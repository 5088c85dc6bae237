using LensGrains.Tensors.Modules;

namespace LensGrains.Tensors
{
    public static partial class torch
    {
        /// <summary>Optimisers; their steps run as foreach operators, one call for all parameters.</summary>
        public static partial class optim
        {
            /// <summary>What turns gradients into steps.</summary>
            public abstract class Optimizer : IDisposable
            {
                private readonly ParamGroup[] _groups;
                private bool _disposed;

                protected Optimizer(IEnumerable<Parameter> parameters, double lr)
                    => _groups = [new ParamGroup(parameters.ToArray(), lr)];

                /// <summary>The one group of parameters, with its learning rate, which may be set between steps.</summary>
                public IReadOnlyList<ParamGroup> ParamGroups => _groups;

                public IEnumerable<Parameter> parameters() => _groups.SelectMany(g => g.Parameters);

                public void zero_grad()
                {
                    foreach (var parameter in parameters())
                    {
                        parameter.grad = null;
                    }
                }

                /// <summary>Moves every parameter that has a gradient by one step.</summary>
                public void step()
                {
                    using var scope = NewDisposeScope();
                    using var frozen = no_grad();
                    Step(_groups[0]);
                }

                public void Dispose()
                {
                    if (!_disposed)
                    {
                        _disposed = true;
                        DisposeState();
                        GC.SuppressFinalize(this);
                    }
                }

                protected abstract void Step(ParamGroup group);

                protected abstract void DisposeState();
            }
        }
    }

    namespace Modules
    {
        /// <summary>Parameters that share a learning rate.</summary>
        public sealed class ParamGroup(IReadOnlyList<Parameter> parameters, double lr)
        {
            public IReadOnlyList<Parameter> Parameters { get; } = parameters;

            public double LearningRate { get; set; } = lr;
        }
    }
}
