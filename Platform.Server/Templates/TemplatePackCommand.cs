using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Templates;

/// <summary><c>template pack</c> on the command line, with the operator's full rights: a package file of what is in force in a locality.</summary>
internal sealed class TemplatePackCommand(TemplatePacker packer, IDefinitionGathering gathering, ProblemTexts texts) : ICommand
{
    private const string TextPrefix = "text-";

    public string Name => "template pack";

    public string Usage =>
        "template pack <file.zip> --locality CODE --id ID [--version 1.0.0] [--title TEXT] [--title-en TEXT] [--summary TEXT] [--summary-en TEXT] [--item KEY,KEY …] [--take-in] [--text-<parameter> TEXT …] [--preview]";

    public async Task<int> RunAsync(CommandLine line, TextWriter output, CancellationToken ct)
    {
        if (line.After(Name) is not [var file] || !LocalityCode.TryParse(line.Get("locality"), out var locality) || line.Get("id") is not { } id)
        {
            await output.WriteLineAsync(Usage);
            return 2;
        }

        var chosen = await ChosenAsync(line, locality, ct);
        if (!chosen.TryGet(out var references))
        {
            return await output.RefuseAsync(texts, chosen.Problems);
        }

        var wish = new PackWish(locality, id, line.Get("version") ?? "1.0.0", Text(line, "title", id), Text(line, "summary", ""), references, [], TextsOf(line));
        if (line.IsOn("take-in"))
        {
            var look = await packer.LookAsync(Actor.System, wish, ct);
            wish = look.TryGet(out var found) ? wish with { TakenIn = [.. found.Expected.Select(e => new DefinitionReference(e.Kind, e.Key))] } : wish;
        }

        return line.IsOn("preview") ? await LookAsync(output, wish, ct) : await PackAsync(output, wish, file, ct);
    }

    /// <summary>The items and bundles that were named, or everything the locality has.</summary>
    private async ValueTask<Result<IReadOnlyList<DefinitionReference>>> ChosenAsync(CommandLine line, LocalityCode locality, CancellationToken ct)
    {
        var own = await gathering.ListOwnAsync(Actor.System, locality, ct);
        if (!own.TryGet(out var mine))
        {
            return Result<IReadOnlyList<DefinitionReference>>.Refused(own.Problems);
        }

        var all = mine.Select(d => new DefinitionReference(d.Id.Kind, d.Id.Key));
        return Result<IReadOnlyList<DefinitionReference>>.Ok(line.Get("item") is not { } items
            ? [.. all]
            : [.. items.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(k => all.Contains(new(DefinitionKind.Bundle, k)) ? new DefinitionReference(DefinitionKind.Bundle, k) : new(DefinitionKind.Item, k))]);
    }

    private async Task<int> LookAsync(TextWriter output, PackWish wish, CancellationToken ct)
    {
        var look = await packer.LookAsync(Actor.System, wish, ct);
        if (!look.TryGet(out var report))
        {
            return await output.RefuseAsync(texts, look.Problems);
        }

        await WriteAsync(output, report);
        return report.Problems.Count > 0 ? await output.RefuseAsync(texts, report.Problems) : 0;
    }

    private async Task<int> PackAsync(TextWriter output, PackWish wish, string file, CancellationToken ct)
    {
        var packed = await packer.PackAsync(Actor.System, wish, ct);
        if (!packed.TryGet(out var package))
        {
            return await output.RefuseAsync(texts, packed.Problems);
        }

        await File.WriteAllBytesAsync(file, package.Zip, ct);
        await WriteAsync(output, package.Report);
        await output.WriteLineAsync($"{package.Manifest.Id} {package.Manifest.Version} in {Path.GetFullPath(file)}: {package.Report.Contents.Count} definitions, {package.Manifest.Parameters.Count} parameters.");
        return 0;
    }

    private static async Task WriteAsync(TextWriter output, PackReport report)
    {
        foreach (var content in report.Contents)
        {
            await output.WriteLineAsync($"{(content.IsOwn ? "own" : "taken in"),-9} {content.Kind}/{content.Key} {string.Join(", ", content.From)}");
        }

        foreach (var content in report.Expected)
        {
            await output.WriteLineAsync($"expected  {content.Kind}/{content.Key} of {string.Join(", ", content.From)}");
        }

        foreach (var reference in report.Missing)
        {
            await output.WriteLineAsync($"missing   {reference.Kind}/{reference.Key}, named by {reference.NamedBy.Kind}/{reference.NamedBy.Key}");
        }

        foreach (var text in report.Texts)
        {
            await output.WriteLineAsync($"parameter {text.Key}: {text.Count} times in {string.Join(", ", text.Files)}");
        }
    }

    private static List<PackedText> TextsOf(CommandLine line) =>
        [.. line.Options.Where(o => o.Key.StartsWith(TextPrefix, StringComparison.Ordinal)).OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => new PackedText(o.Key[TextPrefix.Length..], LocalizedText.Of(o.Key[TextPrefix.Length..]), o.Value))];

    private static LocalizedText Text(CommandLine line, string option, string otherwise) => LocalizedText.Of(line.Get(option) ?? otherwise, line.Get($"{option}-en"));
}
