namespace LensGrains.Tensors;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Learning rates that change from step to step.</summary>
        public static class lr_scheduler
        {
            /// <summary>Multiplies each group's initial learning rate by a factor of the number of steps taken, from the very start.</summary>
            public sealed class LRScheduler
            {
                private readonly Optimizer _optimizer;
                private readonly Func<int, double> _factor;
                private int _steps = -1;

                internal LRScheduler(Optimizer optimizer, Func<int, double> factor)
                {
                    (_optimizer, _factor) = (optimizer, factor);
                    step();
                }

                public void step()
                {
                    _steps++;
                    foreach (var group in _optimizer.ParamGroups)
                    {
                        group.LearningRate = group.InitialLearningRate * _factor(_steps);
                    }
                }

                public IEnumerable<double> get_last_lr() => _optimizer.ParamGroups.Select(group => group.LearningRate);
            }

            public static LRScheduler LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda) => new(optimizer, lr_lambda);
        }
    }
}
