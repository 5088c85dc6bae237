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
            private readonly double _beta1;
            private readonly double _beta2;
            private readonly double _eps;
            private readonly State[] _states;

            internal Adam(IEnumerable<Parameter> parameters, double lr, double beta1, double beta2, double eps, double weightDecay)
                : base(parameters, lr)
            {
                (_beta1, _beta2, _eps) = (beta1, beta2, eps);
                WeightDecay = weightDecay;
                _states = this.parameters().Select(p => new State(p)).ToArray();
            }

            protected double WeightDecay { get; }

            /// <summary>The state of every parameter, in the order of the parameters; the objects are the optimiser's own.</summary>
            public StateDictionary state_dict() => new(_states);

            /// <summary>Applies weight decay and gives the gradients to step along.</summary>
            protected virtual torch.Tensor[] Decay(torch.Tensor[] parameters, torch.Tensor[] grads, double lr)
                => WeightDecay == 0 ? grads : Aten.List("_foreach_add.List", grads, parameters, ((Value)WeightDecay).As("alpha"));

            protected override void Step(ParamGroup group)
            {
                var active = _states.Where(s => s.Refresh()).ToArray();
                foreach (var batch in active.GroupBy(s => s.step))
                {
                    Step(batch.ToArray(), group.LearningRate);
                }
            }

            protected override void DisposeState()
            {
                foreach (var state in _states)
                {
                    state.exp_avg.Dispose();
                    state.exp_avg_sq.Dispose();
                }
            }

            private void Step(State[] states, double lr)
            {
                var steps = states[0].step + 1;
                torch.Tensor[] parameters = states.Select(s => (torch.Tensor)s.Parameter).ToArray();
                var first = states.Select(s => s.exp_avg).ToArray();
                var second = states.Select(s => s.exp_avg_sq).ToArray();
                var grads = Decay(parameters, states.Select(s => s.Grad!).ToArray(), lr);

                Aten.Do("_foreach_mul_.Scalar", first, _beta1);
                Aten.Do("_foreach_add_.List", first, grads, ((Value)(1 - _beta1)).As("alpha"));
                Aten.Do("_foreach_mul_.Scalar", second, _beta2);
                Aten.Do("_foreach_addcmul_.Scalar", second, grads, grads, 1 - _beta2);
                var denominators = Aten.List("_foreach_sqrt", second);
                Aten.Do("_foreach_div_.Scalar", denominators, Math.Sqrt(1 - Math.Pow(_beta2, steps)));
                Aten.Do("_foreach_add_.Scalar", denominators, _eps);
                Aten.Do("_foreach_addcdiv_.Scalar", parameters, first, denominators, -lr / (1 - Math.Pow(_beta1, steps)));
                foreach (var state in states)
                {
                    state.step = steps;
                }
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
            internal AdamW(IEnumerable<Parameter> parameters, double lr, double beta1, double beta2, double eps, double weightDecay)
                : base(parameters, lr, beta1, beta2, eps, weightDecay)
            {
            }

            protected override torch.Tensor[] Decay(torch.Tensor[] parameters, torch.Tensor[] grads, double lr)
            {
                if (WeightDecay != 0)
                {
                    Aten.Do("_foreach_mul_.Scalar", parameters, 1 - (lr * WeightDecay));
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
                => new(parameters, lr, beta1, beta2, eps, weight_decay);

            public static AdamW AdamW(
                IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0)
                => new(parameters, lr, beta1, beta2, eps, weight_decay);
        }
    }
}
