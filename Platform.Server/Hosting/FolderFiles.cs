using Platform.Model;
using Platform.Model.Definitions;

namespace Platform.Server.Hosting;

/// <summary>Reads a folder of definitions from the disk. Links are not followed and what is hidden (<c>.git</c>) is passed over, so nothing outside of it comes in.</summary>
internal static class FolderFiles
{
    private static readonly EnumerationOptions Within = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden | FileAttributes.System };

    /// <summary>By path. Refused as <c>files.noFolder</c>, <c>files.tooMany</c> or <c>files.tooLarge</c>.</summary>
    public static Result<IReadOnlyList<DefinitionFile>> Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return Problem.NotFound("files.noFolder", ("value", folder));
        }

        var found = Directory.EnumerateFiles(folder, "*", Within).Take(DefinitionFiles.MaxFiles + 1).Select(f => (Path: Path.GetRelativePath(folder, f).Replace('\\', '/'), Info: new FileInfo(f))).ToList();
        if (found.Count > DefinitionFiles.MaxFiles || found.Sum(f => f.Info.Length) > DefinitionFiles.MaxBytes)
        {
            return Problem.Of("files.tooMany", ProblemKind.TooLarge, null, ("value", found.Count), ("expected", DefinitionFiles.MaxFiles), ("bytes", DefinitionFiles.MaxBytes));
        }

        return Result<IReadOnlyList<DefinitionFile>>.Ok([.. found.OrderBy(f => f.Path, StringComparer.Ordinal).Select(f => new DefinitionFile(f.Path, File.ReadAllBytes(f.Info.FullName)))]);
    }
}
