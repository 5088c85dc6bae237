using LensGrains.Tensors.Modules;
using LensGrains.Tensors.Native;

namespace LensGrains.Tensors
{
    namespace Modules
    {
        /// <summary>
        /// Stochastic gradient descent with momentum: g ← g + λθ, b ← μb + (1-d)g (at first b ← g), θ ← θ - lr · b; with Nesterov's
        /// momentum θ ← θ - lr · (g + μb) (Sutskever et al. 2013), as PyTorch does it.
        /// </summary>
        public class SGD : torch.optim.Optimizer
        {
            private readonly Dictionary<Modules.ParamGroup, State[]> _states;

            internal SGD(IEnumerable<ParamGroup> groups)
                : base(groups)
                => _states = ParamGroups.ToDictionary(group => group, group => group.Parameters.Select(p => new State(p)).ToArray());

            /// <summary>The state of every parameter, in the order of the parameters; the objects are the optimiser's own.</summary>
            public StateDictionary state_dict() => new(ParamGroups.SelectMany(group => _states[group]).ToArray());

            protected override void Step(Modules.ParamGroup group)
            {
                var settings = (ParamGroup)group;
                var active = _states[group].Where(s => s.Refresh()).ToArray();
                foreach (var batch in active.GroupBy(s => s.momentum_buffer is null))
                {
                    Step(batch.ToArray(), settings);
                }
            }

            protected override void DisposeState()
            {
                foreach (var state in _states.Values.SelectMany(states => states))
                {
                    state.momentum_buffer?.Dispose();
                }
            }

            private static void Step(State[] states, ParamGroup group)
            {
                var parameters = states.Select(s => (torch.Tensor)s.Parameter).ToArray();
                var grads = states.Select(s => s.Grad!).ToArray();
                var along = group.WeightDecay == 0
                    ? grads
                    : Aten.List("_foreach_add.List", grads, parameters, ((Value)group.WeightDecay).As("alpha"));
                if (group.Momentum != 0)
                {
                    var buffers = Buffers(states, along, group);
                    along = group.Nesterov ? Aten.List("_foreach_add.List", along, buffers, ((Value)group.Momentum).As("alpha")) : buffers;
                }

                Aten.Do("_foreach_add_.List", parameters, along, ((Value)(-group.LearningRate)).As("alpha"));
            }

            private static torch.Tensor[] Buffers(State[] states, torch.Tensor[] grads, ParamGroup group)
            {
                if (states[0].momentum_buffer is null)
                {
                    foreach (var (state, grad) in states.Zip(grads))
                    {
                        state.momentum_buffer = grad.clone().DetachFromDisposeScope();
                    }

                    return states.Select(s => s.momentum_buffer!).ToArray();
                }

                var buffers = states.Select(s => s.momentum_buffer!).ToArray();
                Aten.Do("_foreach_mul_.Scalar", buffers, group.Momentum);
                Aten.Do("_foreach_add_.List", buffers, grads, ((Value)(1 - group.Dampening)).As("alpha"));
                return buffers;
            }

            /// <summary>Parameters that share their settings.</summary>
            public sealed class ParamGroup(
                IEnumerable<Parameter> parameters,
                double lr = 1e-3,
                double momentum = 0.0,
                double dampening = 0,
                double weight_decay = 0,
                bool nesterov = false)
                : Modules.ParamGroup(parameters, lr)
            {
                public double Momentum { get; set; } = momentum;

                internal double Dampening { get; } = dampening;

                internal double WeightDecay { get; } = weight_decay;

                internal bool Nesterov { get; } = nesterov;
            }

            /// <summary>The states of all parameters.</summary>
            public sealed class StateDictionary(IReadOnlyList<State> state)
            {
                public IReadOnlyList<State> State { get; } = state;
            }

            /// <summary>What is remembered of one parameter.</summary>
            public sealed class State
            {
                internal State(Parameter parameter) => Parameter = parameter;

                /// <summary>Decaying sum of the gradients; null before the first step.</summary>
                public torch.Tensor? momentum_buffer { get; set; }

                internal Parameter Parameter { get; }

                internal torch.Tensor? Grad { get; private set; }

                internal bool Refresh() => (Grad = Parameter.grad) is not null;
            }
        }
    }

    public static partial class torch
    {
        public static partial class optim
        {
            public static SGD SGD(
                IEnumerable<Parameter> parameters,
                double learningRate,
                double momentum = 0,
                double dampening = 0,
                double weight_decay = 0,
                bool nesterov = false)
                => new([new SGD.ParamGroup(parameters, learningRate, momentum, dampening, weight_decay, nesterov)]);

            public static SGD SGD(IEnumerable<SGD.ParamGroup> parameters, double learningRate) => new(parameters);
        }
    }
}
