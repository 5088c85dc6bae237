namespace LensGrains.Imaging;

/// <summary>Carries a fault from the depth of a decoder to <see cref="CutoutReader"/>, which hands it out as an outcome.</summary>
internal sealed class ImageFaultException(string code, string reason) : Exception(reason)
{
    public string Code { get; } = code;
}
