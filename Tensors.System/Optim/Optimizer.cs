using LensGrains.Tensors.Modules;

namespace LensGrains.Tensors
{
    public static partial class torch
    {
        /// <summary>Optimisers; their steps run as foreach operators, one call for all parameters of a group.</summary>
        public static partial class optim
        {
            /// <summary>What turns gradients into steps.</summary>
            public abstract class Optimizer : IDisposable
            {
                private readonly ParamGroup[] _groups;
                private bool _disposed;

                protected Optimizer(IEnumerable<ParamGroup> groups)
                {
                    _groups = groups.ToArray();
                    if (_groups.SelectMany(g => g.Parameters).GroupBy(p => p.Handle).Any(same => same.Count() > 1))
                    {
                        throw new ArgumentException("A parameter is given twice.", nameof(groups));
                    }
                }

                /// <summary>The groups of parameters, each with its learning rate, which may be set between steps.</summary>
                public IEnumerable<ParamGroup> ParamGroups => _groups;

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
                    foreach (var group in _groups)
                    {
                        Step(group);
                    }
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
        public class ParamGroup(IEnumerable<Parameter> parameters, double lr)
        {
            public IReadOnlyList<Parameter> Parameters { get; } = parameters.ToArray();

            public double LearningRate { get; set; } = lr;

            /// <summary>The learning rate that schedules multiply.</summary>
            public double InitialLearningRate { get; set; } = lr;
        }
    }
}
