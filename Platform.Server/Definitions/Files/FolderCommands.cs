using System.Globalization;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Definitions.Files;

/// <summary><c>export</c> on the command line: what a locality has in force as a folder of files.</summary>
internal sealed class ExportCommand(DefinitionExport export, ProblemTexts texts) : ICommand
{
    public string Name => "export";

    public string Usage => "export <folder> --locality CODE [--kind KIND,KIND …] [--item KEY] [--drafts]";

    public async Task<int> RunAsync(CommandLine line, TextWriter output, CancellationToken ct)
    {
        if (line.After(Name) is not [var folder] || !LocalityCode.TryParse(line.Get("locality"), out var locality) || CommandWords.Kinds(line.Get("kind")) is not { } kinds)
        {
            await output.WriteLineAsync(Usage);
            return 2;
        }

        var wish = new ExportWish(locality, kinds, line.Get("item"), line.IsOn("drafts"));
        var exported = await export.ExportAsync(Actor.System, wish, ct);
        if (!exported.TryGet(out var content))
        {
            return await output.RefuseAsync(texts, exported.Problems);
        }

        var written = await DiskFolder.WriteAsync(folder, content.Files, whole: kinds.Count == 0 && wish.Item is null, ct);
        if (!written.TryGet(out var files))
        {
            return await output.RefuseAsync(texts, written.Problems);
        }

        foreach (var name in content.Above)
        {
            await output.WriteLineAsync($"expected  {Words.Of(name.Kind)}/{name.Key} of {name.Owner}");
        }

        await output.WriteMissingAsync(content.Missing);
        foreach (var path in files.Written)
        {
            await output.WriteLineAsync($"written   {path}");
        }

        foreach (var path in files.Removed)
        {
            await output.WriteLineAsync($"removed   {path}");
        }

        await output.WriteLineAsync($"{content.Definitions.Count} definitions of {locality} in {Path.GetFullPath(folder)}: {files.Written.Count} files written, {files.Removed.Count} removed.");
        return content.Missing.Count == 0 ? 0 : 1;
    }
}

/// <summary><c>import</c> on the command line: makes drafts of a folder, or publishes it.</summary>
internal sealed class ImportCommand(DefinitionImport import, ProblemTexts texts) : ICommand
{
    public string Name => "import";

    public string Usage => "import <folder> --locality CODE [--publish] [--dry-run] [--on-draft merge|replace|keep]";

    public async Task<int> RunAsync(CommandLine line, TextWriter output, CancellationToken ct)
    {
        if (line.After(Name) is not [var path] || !LocalityCode.TryParse(line.Get("locality"), out var locality) || CommandWords.UnderWay(line.Get("on-draft")) is not { } underWay)
        {
            await output.WriteLineAsync(Usage);
            return 2;
        }

        var read = FolderFiles.Read(path).Then(DefinitionFolder.Read);
        if (!read.TryGet(out var folder))
        {
            return await output.RefuseAsync(texts, read.Problems);
        }

        var planned = await import.PlanAsync(Actor.System, folder, locality, underWay, ct);
        if (!planned.TryGet(out var plan))
        {
            return await output.RefuseAsync(texts, planned.Problems);
        }

        var publish = line.IsOn("publish");
        if (publish && !line.IsOn("dry-run") && DefinitionImport.UnfinishedOfOthers(plan) is { } shared)
        {
            await WriteAsync(output, plan);
            await output.WriteLineAsync("Nothing was imported.");
            return await output.RefuseAsync(texts, [shared]);
        }

        // All or none: what cannot all be published is not begun either.
        var report = line.IsOn("dry-run") || (publish && !plan.IsWhole) ? plan : await import.ApplyAsync(Actor.System, plan, null, ct);
        await WriteAsync(output, report);
        return !report.IsWhole ? 1 : publish && !line.IsOn("dry-run") ? await PublishAsync(output, report, ct) : 0;
    }

    private async Task<int> PublishAsync(TextWriter output, ImportReport report, CancellationToken ct)
    {
        var published = await import.PublishAsync(Actor.System, report, ct);
        if (!published.TryGet(out var all))
        {
            await output.WriteLineAsync("Nothing was published; the drafts stay.");
            return await output.RefuseAsync(texts, published.Problems);
        }

        await output.WriteLineAsync($"{all.Count} definitions published together.");
        return 0;
    }

    private async Task WriteAsync(TextWriter output, ImportReport report)
    {
        foreach (var problem in report.Refused)
        {
            await output.WriteLineAsync($"refused   {problem.Field}: {texts.Of(problem, CultureInfo.CurrentUICulture)}");
        }

        foreach (var line in report.Lines)
        {
            var draft = line.Draft is null ? "" : $" (draft of {line.Draft})";
            await output.WriteLineAsync($"{CommandWords.Of(line.Change),-9} {line.File}{draft} {string.Join(", ", line.Changes.Changes.Select(c => c.Path.ToString()).Distinct().Take(20))}".TrimEnd());
            foreach (var conflict in line.Conflicts)
            {
                await output.WriteLineAsync($"  stays as in the draft: {conflict.Change.Path}");
            }

            foreach (var problem in line.Problems)
            {
                await output.WriteLineAsync($"  {problem.Field}: {texts.Of(problem, CultureInfo.CurrentUICulture)}");
            }
        }

        foreach (var file in report.LeftOut)
        {
            await output.WriteLineAsync($"left out  {file}: of a place below; install it with 'template install'");
        }

        await output.WriteLineAsync(string.Join(", ", Enum.GetValues<ImportChange>().Select(c => $"{report.Lines.Count(l => l.Change == c)} {CommandWords.Of(c)}")) + ".");
    }
}

/// <summary><c>validate</c> on the command line: all checks of a publication on a folder. Without a locality it needs no data directory and looks at the folder alone.</summary>
internal sealed class ValidateCommand(IServiceProvider services, ProblemTexts texts) : ICommand
{
    public string Name => "validate";

    public string Usage => "validate <folder> [--locality CODE]";

    public bool NeedsData => false;

    public async Task<int> RunAsync(CommandLine line, TextWriter output, CancellationToken ct)
    {
        LocalityCode at = default;
        if (line.After(Name) is not [var path] || (line.Has("locality") && !LocalityCode.TryParse(line.Get("locality"), out at)))
        {
            await output.WriteLineAsync(Usage);
            return 2;
        }

        var read = FolderFiles.Read(path).Then(DefinitionFolder.Read);
        if (!read.TryGet(out var folder))
        {
            return await output.RefuseAsync(texts, read.Problems);
        }

        var report = line.Has("locality") ? await CheckAsync(services, folder, at, ct) : await CheckAloneAsync(folder, ct);
        return report.TryGet(out var checkedFolder) ? await WriteAsync(output, checkedFolder) : await output.RefuseAsync(texts, report.Problems);
    }

    private static async ValueTask<Result<FolderReport>> CheckAsync(IServiceProvider services, DefinitionFolder folder, LocalityCode? at, CancellationToken ct)
    {
        await services.GetRequiredService<DataRuntime>().StartingAsync(ct);
        return await services.GetRequiredService<FolderCheck>().CheckAsync(Actor.System, folder, at, ct);
    }

    /// <summary>Checks look up people and authorities; an empty database has none of them.</summary>
    private static async ValueTask<Result<FolderReport>> CheckAloneAsync(DefinitionFolder folder, CancellationToken ct)
    {
        var data = Directory.CreateTempSubdirectory("platform-validate-");
        try
        {
            await using var app = PlatformHost.Build(HostSettings.ForCommand(new DataDirectory(data.FullName)));
            return await CheckAsync(app.Services, folder, null, ct);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private async Task<int> WriteAsync(TextWriter output, FolderReport report)
    {
        foreach (var problem in report.Refused)
        {
            await output.WriteLineAsync($"refused   {problem.Field}: {texts.Of(problem, CultureInfo.CurrentUICulture)}");
        }

        foreach (var file in report.Files.Where(f => f.Findings.Count > 0))
        {
            await output.WriteLineAsync($"{(file.Findings.Any(f => f.Blocks) ? "wrong" : "hint"),-9} {file.File}");
            foreach (var finding in file.Findings)
            {
                await output.WriteLineAsync($"  {(finding.Blocks ? "" : "(hint) ")}{finding.Problem.Field}: {texts.Of(finding.Problem, CultureInfo.CurrentUICulture)}");
            }
        }

        await output.WriteMissingAsync(report.Missing);
        await output.WriteLineAsync($"{report.Files.Count} definitions checked for {report.Locality}: {(report.IsFine ? "fit to be published." : "not fit to be published.")}");
        return report.IsFine ? 0 : 1;
    }
}

/// <summary>What the commands of folders share.</summary>
internal static class CommandWords
{
    /// <summary>Null when one is no kind.</summary>
    public static IReadOnlyCollection<DefinitionKind>? Kinds(string? list)
    {
        var found = (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(w => DefinitionFiles.KindOf(w) ?? Words.FindKind(w)).ToList();
        return found.Contains(null) ? null : [.. found.OfType<DefinitionKind>()];
    }

    public static DraftUnderWay? UnderWay(string? word) => word is null ? DraftUnderWay.Merge : word switch
    {
        "merge" => DraftUnderWay.Merge,
        "replace" => DraftUnderWay.Replace,
        "keep" => DraftUnderWay.Keep,
        _ => null,
    };

    public static string Of(ImportChange change) => change switch
    {
        ImportChange.New => "new",
        ImportChange.Changed => "changed",
        ImportChange.Same => "same",
        ImportChange.Kept => "kept",
        ImportChange.Refused => "refused",
        _ => throw new ArgumentOutOfRangeException(nameof(change), change, "There is no such change."),
    };

    public static async Task WriteMissingAsync(this TextWriter output, IReadOnlyList<MissingReference> missing)
    {
        foreach (var reference in missing)
        {
            await output.WriteLineAsync($"missing   {Words.Of(reference.Kind)}/{reference.Key}, named by {Words.Of(reference.NamedBy.Kind)}/{reference.NamedBy.Key}");
        }
    }
}
