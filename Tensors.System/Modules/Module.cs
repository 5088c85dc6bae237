using System.Reflection;
using LensGrains.Tensors.Modules;

namespace LensGrains.Tensors;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// A model or a part of one. A derived class assigns its parts to fields and then calls <see cref="RegisterComponents"/>;
        /// a part's name is its field's.
        /// </summary>
        public abstract class Module : IDisposable
        {
            private readonly string _name;
            private readonly List<(string Name, Parameter Parameter)> _parameters = [];
            private readonly List<(string Name, Tensor Buffer)> _buffers = [];
            private readonly List<(string Name, Module Module)> _children = [];

            protected Module(string name) => _name = name;

            public bool training { get; private set; } = true;

            public string GetName() => _name;

            public virtual void train(bool train = true)
            {
                training = train;
                foreach (var (_, child) in _children)
                {
                    child.train(train);
                }
            }

            public virtual void eval() => train(false);

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
                => _parameters.Select(p => (p.Name, p.Parameter))
                    .Concat(Nested(recurse, child => child.named_parameters()));

            public virtual IEnumerable<Tensor> buffers(bool recurse = true) => named_buffers(recurse).Select(b => b.buffer);

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(p => p.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true)
                => _buffers.Select(b => (b.Name, b.Buffer))
                    .Concat(Nested(recurse, child => child.named_buffers()));

            public virtual IEnumerable<(string name, Module module)> named_children() => _children;

            public virtual IEnumerable<Module> children() => _children.Select(child => child.Module);

            /// <summary>The modules inside this one, at every depth, by dotted name.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
                => named_children().Concat(Nested(true, child => child.named_modules()));

            public virtual IEnumerable<Module> modules() => named_modules().Select(m => m.module);

            /// <summary>Does something to every module inside this one and then to itself.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (var child in children())
                {
                    child.apply(fn);
                }

                fn(this);
                return this;
            }

            /// <summary>Parameters and buffers by dotted name; the tensors are the module's own.</summary>
            public virtual Dictionary<string, Tensor> state_dict()
                => named_parameters().Select(p => (p.name, tensor: (Tensor)p.parameter))
                    .Concat(named_buffers())
                    .ToDictionary(p => p.Item1, p => p.Item2, StringComparer.Ordinal);

            /// <summary>Copies values into the module's tensors; names and shapes must be the module's own.</summary>
            public virtual void load_state_dict(Dictionary<string, Tensor> source)
            {
                using var frozen = no_grad();
                var own = state_dict();
                if (own.Keys.FirstOrDefault(name => !source.ContainsKey(name)) is { } missing)
                {
                    throw new ArgumentException($"The state lacks '{missing}'.", nameof(source));
                }

                foreach (var (name, tensor) in own)
                {
                    if (!tensor.shape.SequenceEqual(source[name].shape))
                    {
                        throw new ArgumentException(
                            $"'{name}' is [{string.Join(", ", tensor.shape)}], the state has [{string.Join(", ", source[name].shape)}].",
                            nameof(source));
                    }

                    tensor.copy_(source[name]);
                }
            }

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                {
                    parameter.grad = null;
                }
            }

            public void register_parameter(string name, Parameter param)
            {
                param.DetachFromDisposeScope();
                _parameters.Add((name, param));
            }

            public void register_buffer(string name, Tensor tensor)
            {
                tensor.DetachFromDisposeScope();
                _buffers.Add((name, tensor));
            }

            public void register_module(string name, Module submodule) => _children.Add((name, submodule));

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            internal void MoveTo(Device? device, ScalarType? dtype)
            {
                using var frozen = no_grad();
                foreach (var (_, tensor) in state_dict())
                {
                    var type = dtype is not null && tensor.is_floating_point() ? dtype.Value : tensor.dtype;
                    using var moved = tensor.to(type, device ?? tensor.device);
                    tensor.SetData(moved);
                }
            }

            protected virtual void Dispose(bool disposing)
            {
                foreach (var (_, child) in _children)
                {
                    child.Dispose();
                }

                foreach (var tensor in _parameters.Select(p => (Tensor)p.Parameter).Concat(_buffers.Select(b => b.Buffer)))
                {
                    tensor.Dispose();
                }
            }

            /// <summary>
            /// Registers the parameters, modules and other tensors (as buffers) in the class's fields and in those of its base classes that
            /// are not private, as TorchSharp does.
            /// </summary>
            protected void RegisterComponents()
            {
                const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
                foreach (var field in GetType().GetFields(Fields))
                {
                    switch (field.GetValue(this))
                    {
                        case Parameter parameter:
                            register_parameter(field.Name, parameter);
                            break;
                        case Tensor buffer:
                            register_buffer(field.Name, buffer);
                            break;
                        case Module module:
                            register_module(field.Name, module);
                            break;
                    }
                }
            }

            private IEnumerable<(string Name, T Item)> Nested<T>(bool recurse, Func<Module, IEnumerable<(string Name, T Item)>> items)
                => recurse
                    ? _children.SelectMany(child => items(child.Module).Select(item => ($"{child.Name}.{item.Name}", item.Item)))
                    : [];
        }

        /// <summary>A module with one input.</summary>
        public abstract class Module<T, TResult>(string name) : Module(name)
        {
            public abstract TResult forward(T input);

            public TResult call(T input) => forward(input);
        }

        /// <summary>A module with two inputs.</summary>
        public abstract class Module<T1, T2, TResult>(string name) : Module(name)
        {
            public abstract TResult forward(T1 input1, T2 input2);

            public TResult call(T1 input1, T2 input2) => forward(input1, input2);
        }
    }
}
