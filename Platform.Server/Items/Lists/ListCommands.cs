using System.Globalization;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Items.Sheets;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Items.Lists;

/// <summary><c>items export</c> on the command line.</summary>
internal sealed class ItemsExportCommand(ItemLists lists, ProblemTexts texts) : ICommand
{
    public string Name => "items export";

    public string Usage => "items export <file.xlsx|file.csv> --locality CODE";

    public async Task<int> RunAsync(CommandLine line, TextWriter output, CancellationToken ct)
    {
        if (line.After(Name) is not [var path] || !LocalityCode.TryParse(line.Get("locality"), out var place) || Path.GetExtension(path) is not (".xlsx" or ".csv"))
        {
            await output.WriteLineAsync(Usage);
            return 2;
        }

        var exported = await lists.ExportAsync(Actor.System, place, CultureInfo.CurrentUICulture, ct);
        if (!exported.TryGet(out var content))
        {
            await output.WriteLineAsync(string.Join(Environment.NewLine, exported.Problems.Select(p => texts.Of(p, CultureInfo.CurrentUICulture))));
            return 1;
        }

        await File.WriteAllBytesAsync(path, Path.GetExtension(path) == ".csv" ? SheetFiles.WriteCsv(content) : SheetFiles.WriteXlsx(content), ct);
        await output.WriteLineAsync($"{content.Count - 1} items of {place} in {Path.GetFullPath(path)}.");
        return 0;
    }
}

/// <summary><c>items import</c> on the command line: a report per row, and drafts of the rows that are fine.</summary>
internal sealed class ItemsImportCommand(ItemLists lists, ProblemTexts texts) : ICommand
{
    public string Name => "items import";

    public string Usage => "items import <file.xlsx|file.csv> --locality CODE [--dry-run]";

    public async Task<int> RunAsync(CommandLine line, TextWriter output, CancellationToken ct)
    {
        if (line.After(Name) is not [var path] || !LocalityCode.TryParse(line.Get("locality"), out var place) || !File.Exists(path))
        {
            await output.WriteLineAsync(Usage);
            return 2;
        }

        var planned = await lists.PlanAsync(Actor.System, place, await File.ReadAllBytesAsync(path, ct), ct);
        if (!planned.TryGet(out var plan))
        {
            await output.WriteLineAsync(string.Join(Environment.NewLine, planned.Problems.Select(p => texts.Of(p, CultureInfo.CurrentUICulture))));
            return 1;
        }

        var done = line.IsOn("dry-run") ? plan : await lists.ApplyAsync(Actor.System, plan, null, ct);
        foreach (var row in done.Rows)
        {
            await WriteAsync(output, row);
        }

        await output.WriteLineAsync(string.Join(", ", Enum.GetValues<RowChange>().Select(c => $"{done.Count(c)} {Of(c)}")) + ".");
        return done.Count(RowChange.Refused) == 0 ? 0 : 1;
    }

    private async Task WriteAsync(TextWriter output, RowPlan row)
    {
        await output.WriteLineAsync($"{Of(row.Change),-9} row {row.Row} {row.Key} {string.Join(", ", row.Changes.Select(c => c.Column.Name))}".TrimEnd());
        foreach (var problem in row.Problems)
        {
            await output.WriteLineAsync($"  {problem.Column?.Name} {problem.Cell}: {texts.Of(problem.Problem, CultureInfo.CurrentUICulture)}");
        }
    }

    private static string Of(RowChange change) => change switch
    {
        RowChange.New => "new",
        RowChange.Changed => "changed",
        RowChange.Same => "same",
        RowChange.Refused => "refused",
        _ => throw new ArgumentOutOfRangeException(nameof(change), change, "There is no such change."),
    };
}
