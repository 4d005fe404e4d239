using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Templates;

/// <summary><c>template install</c> on the command line, with the operator's full rights.</summary>
internal sealed class TemplateCommand(TemplateShelf shelf, TemplateInstaller installer, ProblemTexts texts) : ICommand
{
    public string Name => "template install";

    public string Usage => "template install <id or file.zip> --locality CODE [--<parameter> VALUE …] [--preview true] [--publish true]";

    public async Task<int> RunAsync(CommandLine line, TextWriter output, CancellationToken ct)
    {
        if (line.After(Name) is not [var wanted] || !LocalityCode.TryParse(line.Get("locality"), out var locality))
        {
            await output.WriteLineAsync(Usage);
            var all = await shelf.ListAsync(LocalityCode.TryParse(line.Get("locality"), out var at) ? at : LocalityCode.Root, ct);
            await output.WriteLineAsync(string.Join(Environment.NewLine, all.Select(p => $"  {p.Manifest.Id} {p.Manifest.Version}: {string.Join(", ", p.Manifest.Parameters.Select(m => m.Key))}")));
            return 2;
        }

        var preview = line.Get("preview") == "true";
        var found = await FindAsync(wanted, locality, preview, ct);
        if (!found.TryGet(out var package))
        {
            return await output.RefuseAsync(texts, found.Problems);
        }

        var parameters = package.Manifest.Parameters.Where(p => line.Has(p.Key)).ToDictionary(p => p.Key, p => line.Get(p.Key)!, StringComparer.Ordinal);
        var wish = new Installation(package.Manifest.Id, locality, parameters, preview, line.Get("publish") == "true");
        var result = await installer.InstallAsync(Actor.System, package, wish, ct);
        if (!result.TryGet(out var report))
        {
            return await output.RefuseAsync(texts, result.Problems);
        }

        foreach (var content in report.Contents)
        {
            await output.WriteLineAsync($"{content.Change,-8} {(content.Published ? "published" : "draft"),-9} {content.Kind}/{content.Key} {content.Locality} {string.Join(", ", content.Differences.Select(d => d.Field))}");
        }

        foreach (var absent in report.Absent)
        {
            await output.WriteLineAsync($"absent   {absent.Kind}/{absent.Key}: expected to be there");
        }

        return 0;
    }

    /// <summary>A package of the gallery, or of a file, which goes into the gallery of the locality before it is installed.</summary>
    private async ValueTask<Result<TemplatePackage>> FindAsync(string wanted, LocalityCode locality, bool preview, CancellationToken ct)
    {
        if (!wanted.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            return await shelf.FindAsync(wanted, locality, ct) is { } package ? package : Problem.NotFound("template.unknown", ("value", wanted));
        }

        if (new FileInfo(wanted) is not { Exists: true } file)
        {
            return Problem.NotFound("template.unknown", ("value", wanted));
        }

        if (file.Length > ZipFolder.MaxBytes)
        {
            return ZipFolder.TooLarge(file.Length);
        }

        var zip = await File.ReadAllBytesAsync(wanted, ct);
        return preview ? await shelf.LookAsync(Actor.System, locality, zip, ct) : await shelf.OfferAsync(Actor.System, locality, zip, ct);
    }
}
