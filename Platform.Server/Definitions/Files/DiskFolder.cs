using Platform.Model;
using Platform.Model.Definitions;

namespace Platform.Server.Definitions.Files;

/// <param name="Written">Files that are new or have another content.</param>
/// <param name="Removed">Files of definitions that are there no longer.</param>
internal sealed record FolderWritten(IReadOnlyList<string> Written, IReadOnlyList<string> Removed);

/// <summary>Brings a folder on the disk in line with an export.</summary>
internal static class DiskFolder
{
    /// <summary>Files that are the same already are not touched. What lies outside of the folders of the kinds (<c>.git</c>, a README) stays.</summary>
    /// <param name="whole">The export has everything: files in the folders of the kinds that are not among it go.</param>
    /// <returns>Refused as <c>files.notEmpty</c> when something else lies in the folder.</returns>
    public static async ValueTask<Result<FolderWritten>> WriteAsync(string folder, IReadOnlyList<DefinitionFile> files, bool whole, CancellationToken ct)
    {
        if (Directory.Exists(folder) && !File.Exists(Path.Combine(folder, DefinitionFolder.Head)) && Directory.EnumerateFileSystemEntries(folder).Any(e => !Path.GetFileName(e).StartsWith('.') && !IsNote(e)))
        {
            return Problem.Conflict("files.notEmpty", ("value", folder), ("expected", DefinitionFolder.Head));
        }

        var written = new List<string>();
        foreach (var file in files)
        {
            var path = Path.Combine(folder, file.Path);
            if (File.Exists(path) && (await File.ReadAllBytesAsync(path, ct)).AsSpan().SequenceEqual(file.Content.Span))
            {
                continue;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, file.Content, ct);
            written.Add(file.Path);
        }

        return new FolderWritten(written, whole ? Remove(folder, files.Select(f => f.Path).ToHashSet(StringComparer.Ordinal)) : []);
    }

    private static List<string> Remove(string folder, HashSet<string> kept)
    {
        var gone = DefinitionFiles.FolderNames.Select(n => Path.Combine(folder, n)).Where(Directory.Exists)
            .SelectMany(f => Directory.EnumerateFiles(f))
            .Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/'))
            .Where(f => !kept.Contains(f) && Path.GetExtension(f) is ".json" or ".liquid" or ".md")
            .Order(StringComparer.Ordinal)
            .ToList();
        gone.ForEach(f => File.Delete(Path.Combine(folder, f)));
        return gone;
    }

    /// <summary>What people put beside: a README, a licence.</summary>
    private static bool IsNote(string path) => File.Exists(path) && Path.GetExtension(path) is ".md" or ".txt" or "";
}
