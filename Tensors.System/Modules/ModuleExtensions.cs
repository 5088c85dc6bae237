namespace LensGrains.Tensors;

/// <summary>Moves modules between devices.</summary>
public static class ModuleExtensionMethods
{
    public static T to<T>(this T module, torch.Device device)
        where T : torch.nn.Module
    {
        module.MoveTo(device);
        return module;
    }
}
