using System.IO.Compression;
using Platform.Model;
using Platform.Model.Definitions;

namespace Platform.Server.Definitions.Files;

/// <summary>A folder of definitions as one ZIP file. The same files give the same bytes.</summary>
internal static class ZipFolder
{
    public const string MediaType = "application/zip";

    /// <summary>Of the ZIP file itself.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>The earliest moment a ZIP file can name.</summary>
    private static readonly DateTimeOffset Always = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task WriteAsync(IReadOnlyList<DefinitionFile> files, Stream output, CancellationToken ct)
    {
        await using var zip = await ZipArchive.CreateAsync(output, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, ct);
        foreach (var file in files)
        {
            var entry = zip.CreateEntry(file.Path, CompressionLevel.Optimal);
            entry.LastWriteTime = Always;
            await using var content = await entry.OpenAsync(ct);
            await content.WriteAsync(file.Content, ct);
        }
    }

    /// <summary>What is in a ZIP file. No entry is trusted about its size: reading stops at the limits of a folder.</summary>
    /// <returns>Refused as <c>files.notZip</c>, <c>files.tooMany</c> or <c>files.tooLarge</c>.</returns>
    public static Result<IReadOnlyList<DefinitionFile>> Read(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(content.ToArray(), writable: false), ZipArchiveMode.Read);
            return zip.Entries.Count > DefinitionFiles.MaxFiles ? TooMany(zip.Entries.Count) : Read(zip);
        }
        catch (InvalidDataException broken)
        {
            return Problem.Invalid("files.notZip", null, ("value", broken.Message));
        }
    }

    private static Result<IReadOnlyList<DefinitionFile>> Read(ZipArchive zip)
    {
        var files = new List<DefinitionFile>();
        var total = 0L;
        foreach (var entry in zip.Entries.Where(e => !e.FullName.EndsWith('/') && !IsHidden(e.FullName)))
        {
            using var stream = entry.Open();
            var buffer = new byte[Math.Clamp(entry.Length, 0, DefinitionFiles.MaxFileBytes) + 1];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (length == buffer.Length)
            {
                return Problem.Of("files.tooLarge", ProblemKind.TooLarge, entry.FullName, ("value", entry.Length), ("expected", DefinitionFiles.MaxFileBytes));
            }

            if ((total += length) > DefinitionFiles.MaxBytes)
            {
                return TooMany(zip.Entries.Count);
            }

            files.Add(new(entry.FullName, buffer.AsMemory(0, length)));
        }

        return files;
    }

    private static bool IsHidden(string path) => path.Split('/', '\\') is var parts && (parts[0] == "__MACOSX" || parts.Any(p => p is not ("." or "..") && p.StartsWith('.')));

    private static Problem TooMany(int files) =>
        Problem.Of("files.tooMany", ProblemKind.TooLarge, null, ("value", files), ("expected", DefinitionFiles.MaxFiles), ("bytes", DefinitionFiles.MaxBytes));
}
