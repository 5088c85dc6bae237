namespace LensGrains.Tensors;

/// <summary>Moves modules between devices and types.</summary>
public static class ModuleExtensionMethods
{
    public static T to<T>(this T module, torch.Device device)
        where T : torch.nn.Module
    {
        module.MoveTo(device, null);
        return module;
    }

    /// <summary>Gives the parameters and buffers of real numbers another type.</summary>
    public static T to<T>(this T module, torch.ScalarType dtype)
        where T : torch.nn.Module
    {
        module.MoveTo(null, dtype);
        return module;
    }

    public static T @double<T>(this T module)
        where T : torch.nn.Module
        => module.to(torch.ScalarType.Float64);

    public static T @float<T>(this T module)
        where T : torch.nn.Module
        => module.to(torch.ScalarType.Float32);
}
