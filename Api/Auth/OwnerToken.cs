namespace LensGrains.Api.Auth;

/// <summary>The owner's token: from LENS_TOKEN, or else from a file in the data folder that only its owner can read.</summary>
internal static class OwnerToken
{
    /// <summary>The file, made at the first start; the command line client reads it too.</summary>
    public const string FileName = "owner-token";

    public static string Load(string dataFolder, string? fixedToken)
    {
        if (!string.IsNullOrWhiteSpace(fixedToken))
        {
            return fixedToken.Trim();
        }

        var file = Path.Combine(dataFolder, FileName);
        if (File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } kept)
        {
            return kept;
        }

        var made = Token.New();
        var access = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            access.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(file, access);
        writer.WriteLine(made);
        return made;
    }
}
