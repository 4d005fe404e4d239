using System.Globalization;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Templates;

/// <summary><c>template install</c> on the command line, with the operator's full rights.</summary>
internal sealed class TemplateCommand(TemplatePackages packages, TemplateInstaller installer, ProblemTexts texts) : ICommand
{
    public string Name => "template install";

    public string Usage => "template install <id> --locality CODE [--<parameter> CODE …] [--preview true] [--publish true]";

    public async Task<int> RunAsync(CommandLine line, TextWriter output, CancellationToken ct)
    {
        if (line.After(Name) is not [var id] || !LocalityCode.TryParse(line.Get("locality"), out var locality))
        {
            await output.WriteLineAsync(Usage);
            await output.WriteLineAsync(string.Join(Environment.NewLine, packages.All.Select(p => $"  {p.Manifest.Id} {p.Manifest.Version}: {string.Join(", ", p.Manifest.Parameters.Select(m => m.Key))}")));
            return 2;
        }

        var parameters = packages.Find(id)?.Manifest.Parameters.Where(p => line.Has(p.Key)).ToDictionary(p => p.Key, p => line.Get(p.Key)!, StringComparer.Ordinal) ?? [];
        var wish = new Installation(id, locality, parameters, line.Get("preview") == "true", line.Get("publish") == "true");
        var result = await installer.InstallAsync(Actor.System, wish, ct);
        if (!result.TryGet(out var report))
        {
            foreach (var problem in result.Problems)
            {
                await output.WriteLineAsync($"{problem.Field}: {texts.Of(problem, CultureInfo.CurrentUICulture)}");
            }

            return 1;
        }

        foreach (var content in report.Contents)
        {
            await output.WriteLineAsync($"{content.Change,-8} {(content.Published ? "published" : "draft"),-9} {content.Kind}/{content.Key} {content.Locality} {string.Join(", ", content.Differences.Select(d => d.Field))}");
        }

        return 0;
    }
}
