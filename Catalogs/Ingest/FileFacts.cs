using System.Security.Cryptography;
using LensGrains.Core.Catalogs;

namespace LensGrains.Catalogs.Ingest;

/// <summary>Length, time and content hash of a file.</summary>
internal static class FileFacts
{
    /// <summary>Reads the file's hash, unless <paramref name="known"/> says the same length and time of last write.</summary>
    /// <exception cref="CutoutRejectedException">The file is not there, empty or not readable.</exception>
    public static SourceFile Of(DraftFile draft, SourceFile? known)
    {
        try
        {
            var info = new FileInfo(draft.Path);
            if (!info.Exists)
            {
                throw new CutoutRejectedException("file-not-found", $"There is no file {Path.GetFileName(draft.Path)}.");
            }

            info = info.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? info;
            if (info.Length == 0)
            {
                throw new CutoutRejectedException("file-empty", $"{Path.GetFileName(draft.Path)} has no bytes.");
            }

            var isKnown = known is not null && known.Path == draft.Path && known.Hdu == draft.Hdu && known.Band == draft.Band
                && known.Bytes == info.Length && known.ModifiedUtcTicks == info.LastWriteTimeUtc.Ticks;
            return isKnown ? known! : new SourceFile(draft.Band, draft.Path, draft.Hdu, info.Length, info.LastWriteTimeUtc.Ticks, Hash(draft.Path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CutoutRejectedException("file-unreadable", $"{Path.GetFileName(draft.Path)}: {e.Message}");
        }
    }

    private static string Hash(string path)
    {
        using var stream = new FileStream(path, new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan });
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
