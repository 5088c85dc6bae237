using LensGrains.Tensors.Modules;
using LensGrains.Tensors.Native;

namespace LensGrains.Tensors
{
    namespace Modules
    {
        /// <summary>
        /// Adam (Kingma and Ba 2015, arXiv:1412.6980): m ← β₁m + (1-β₁)g, v ← β₂v + (1-β₂)g²,
        /// θ ← θ - lr · m/(1-β₁ᵗ) / (√(v/(1-β₂ᵗ)) + ε). Weight decay is added to the gradient.
        /// </summary>
        public class Adam : torch.optim.Optimizer
        {
            private readonly Dictionary<Modules.ParamGroup, State[]> _states;

            internal Adam(IEnumerable<ParamGroup> groups)
                : base(groups)
                => _states = ParamGroups.ToDictionary(group => group, group => group.Parameters.Select(p => new State(p)).ToArray());

            /// <summary>The state of every parameter, in the order of the parameters; the objects are the optimiser's own.</summary>
            public StateDictionary state_dict() => new(ParamGroups.SelectMany(group => _states[group]).ToArray());

            /// <summary>Applies weight decay and gives the gradients to step along.</summary>
            protected virtual torch.Tensor[] Decay(torch.Tensor[] parameters, torch.Tensor[] grads, ParamGroup group)
                => group.WeightDecay == 0 ? grads : Aten.List("_foreach_add.List", grads, parameters, ((Value)group.WeightDecay).As("alpha"));

            protected override void Step(Modules.ParamGroup group)
            {
                var active = _states[group].Where(s => s.Refresh()).ToArray();
                foreach (var batch in active.GroupBy(s => s.step))
                {
                    Step(batch.ToArray(), (ParamGroup)group);
                }
            }

            protected override void DisposeState()
            {
                foreach (var state in _states.Values.SelectMany(states => states))
                {
                    state.exp_avg.Dispose();
                    state.exp_avg_sq.Dispose();
                }
            }

            private void Step(State[] states, ParamGroup group)
            {
                var steps = states[0].step + 1;
                var (beta1, beta2) = group.Betas;
                torch.Tensor[] parameters = states.Select(s => (torch.Tensor)s.Parameter).ToArray();
                var first = states.Select(s => s.exp_avg).ToArray();
                var second = states.Select(s => s.exp_avg_sq).ToArray();
                var grads = Decay(parameters, states.Select(s => s.Grad!).ToArray(), group);

                Aten.Do("_foreach_mul_.Scalar", first, beta1);
                Aten.Do("_foreach_add_.List", first, grads, ((Value)(1 - beta1)).As("alpha"));
                Aten.Do("_foreach_mul_.Scalar", second, beta2);
                Aten.Do("_foreach_addcmul_.Scalar", second, grads, grads, 1 - beta2);
                var denominators = Aten.List("_foreach_sqrt", second);
                Aten.Do("_foreach_div_.Scalar", denominators, Math.Sqrt(1 - Math.Pow(beta2, steps)));
                Aten.Do("_foreach_add_.Scalar", denominators, group.Eps);
                Aten.Do("_foreach_addcdiv_.Scalar", parameters, first, denominators, -group.LearningRate / (1 - Math.Pow(beta1, steps)));
                foreach (var state in states)
                {
                    state.step = steps;
                }
            }

            /// <summary>Parameters that share their settings.</summary>
            public sealed class ParamGroup(
                IEnumerable<Parameter> parameters,
                double lr = 1e-3,
                double beta1 = 0.9,
                double beta2 = 0.999,
                double eps = 1e-8,
                double weight_decay = 0)
                : Modules.ParamGroup(parameters, lr)
            {
                public (double, double) Betas { get; set; } = (beta1, beta2);

                internal double Eps { get; } = eps;

                internal double WeightDecay { get; } = weight_decay;
            }

            /// <summary>The states of all parameters.</summary>
            public sealed class StateDictionary(IReadOnlyList<State> state)
            {
                public IReadOnlyList<State> State { get; } = state;
            }

            /// <summary>What Adam remembers of one parameter.</summary>
            public sealed class State
            {
                internal State(Parameter parameter)
                {
                    Parameter = parameter;
                    using var frozen = torch.no_grad();
                    exp_avg = torch.zeros_like(parameter).DetachFromDisposeScope();
                    exp_avg_sq = torch.zeros_like(parameter).DetachFromDisposeScope();
                }

                /// <summary>Steps taken.</summary>
                public long step { get; set; }

                /// <summary>Decaying mean of the gradients.</summary>
                public torch.Tensor exp_avg { get; }

                /// <summary>Decaying mean of the squared gradients.</summary>
                public torch.Tensor exp_avg_sq { get; }

                internal Parameter Parameter { get; }

                internal torch.Tensor? Grad { get; private set; }

                internal bool Refresh() => (Grad = Parameter.grad) is not null;
            }
        }

        /// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv:1711.05101): θ ← θ (1 - lr·λ) before the step.</summary>
        public class AdamW : Adam
        {
            internal AdamW(IEnumerable<ParamGroup> groups)
                : base(groups)
            {
            }

            protected override torch.Tensor[] Decay(torch.Tensor[] parameters, torch.Tensor[] grads, ParamGroup group)
            {
                if (group.WeightDecay != 0)
                {
                    Aten.Do("_foreach_mul_.Scalar", parameters, 1 - (group.LearningRate * group.WeightDecay));
                }

                return grads;
            }
        }
    }

    public static partial class torch
    {
        public static partial class optim
        {
            public static Adam Adam(
                IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0)
                => new([new Adam.ParamGroup(parameters, lr, beta1, beta2, eps, weight_decay)]);

            public static Adam Adam(IEnumerable<Adam.ParamGroup> parameters) => new(parameters);

            public static AdamW AdamW(
                IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0)
                => new([new Adam.ParamGroup(parameters, lr, beta1, beta2, eps, weight_decay)]);

            public static AdamW AdamW(IEnumerable<Adam.ParamGroup> parameters) => new(parameters);
        }
    }
}
