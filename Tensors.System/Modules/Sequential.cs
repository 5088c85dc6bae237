using System.Collections;
using System.Globalization;
using LensGrains.Tensors.Modules;

namespace LensGrains.Tensors
{
    namespace Modules
    {
        /// <summary>Modules one after the other; what is between them is disposed of as soon as the next module has seen it.</summary>
        public sealed class Sequential : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            private readonly torch.nn.Module<torch.Tensor, torch.Tensor>[] _modules;

            internal Sequential((string Name, torch.nn.Module<torch.Tensor, torch.Tensor> Module)[] modules)
                : base(nameof(Sequential))
            {
                _modules = modules.Select(m => m.Module).ToArray();
                foreach (var (name, module) in modules)
                {
                    register_module(name, module);
                }
            }

            public override torch.Tensor forward(torch.Tensor input)
            {
                var value = input;
                foreach (var module in _modules)
                {
                    var next = module.forward(value);
                    if (!ReferenceEquals(value, input) && !ReferenceEquals(value, next))
                    {
                        value.Dispose();
                    }

                    value = next;
                }

                return value;
            }
        }

        /// <summary>Modules by number; whoever holds the list calls them.</summary>
        public class ModuleList<T> : torch.nn.Module, IReadOnlyList<T>
            where T : torch.nn.Module
        {
            private readonly T[] _modules;

            public ModuleList(params T[] modules)
                : base(nameof(ModuleList<T>))
            {
                _modules = modules;
                for (var i = 0; i < modules.Length; i++)
                {
                    register_module(i.ToString(CultureInfo.InvariantCulture), modules[i]);
                }
            }

            public int Count => _modules.Length;

            public T this[int index] => _modules[index];

            public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_modules).GetEnumerator();

            IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => new(modules);

            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules)
                => new(modules.Select((module, i) => (i.ToString(CultureInfo.InvariantCulture), module)).ToArray());

            public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules) => new(modules.ToArray());

            public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) => Sequential(modules.ToArray());

            public static ModuleList<T> ModuleList<T>(params T[] modules)
                where T : Module
                => new(modules);
        }
    }
}
