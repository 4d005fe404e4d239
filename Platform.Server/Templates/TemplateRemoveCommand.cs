using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Templates;

/// <summary><c>template remove</c> on the command line, with the operator's full rights.</summary>
internal sealed class TemplateRemoveCommand(TemplateRemover remover, ProblemTexts texts) : ICommand
{
    public string Name => "template remove";

    public string Usage => "template remove <id> --locality CODE [--preview true]";

    public async Task<int> RunAsync(CommandLine line, TextWriter output, CancellationToken ct)
    {
        if (line.After(Name) is not [var id] || !LocalityCode.TryParse(line.Get("locality"), out var locality))
        {
            await output.WriteLineAsync(Usage);
            return 2;
        }

        var result = await remover.RemoveAsync(Actor.System, new Removal(id, locality, line.Get("preview") == "true"), ct);
        if (!result.TryGet(out var report))
        {
            return await output.RefuseAsync(texts, result.Problems);
        }

        foreach (var content in report.Contents)
        {
            await output.WriteLineAsync($"{content.Removal,-8} {content.Kind}/{content.Key} {content.Locality} {string.Join(" ", content.Why.Select(p => texts.Say(p)))}".TrimEnd());
        }

        return 0;
    }
}
