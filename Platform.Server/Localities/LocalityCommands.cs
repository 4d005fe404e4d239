using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Localities;

/// <summary>Commands that open the first places, before anybody can sign in.</summary>
internal static class LocalityCommands
{
    internal sealed class Add(SaveLocality save, ProblemTexts texts) : ICommand
    {
        public string Name => "locality add";

        public string Usage => "locality add --code 330110 --name 余杭区 [--name-en \"Yuhang District\"]: opens a place, or renames it; the place above comes first.";

        public async Task<int> RunAsync(CommandLine line, TextWriter output, CancellationToken ct)
        {
            if (!LocalityCode.TryParse(line.Get("code"), out var code) || line.Get("name") is not { Length: > 0 } name)
            {
                await output.WriteLineAsync(Usage);
                return 2;
            }

            var result = await save.HandleAsync(Actor.System, new Locality(code, LocalizedText.Of(name, line.Get("name-en"))), null, ct);
            await output.WriteLineAsync(result.TryGet(out var saved) ? $"{saved.Code} {saved.Name.In(LocalizedText.Chinese)}" : texts.Say(result.Problems[0]));
            return result.Succeeded ? 0 : 1;
        }
    }

    internal sealed class List(ILocalities localities) : ICommand
    {
        public string Name => "locality list";

        public string Usage => "locality list: the places that are open.";

        public async Task<int> RunAsync(CommandLine line, TextWriter output, CancellationToken ct)
        {
            foreach (var locality in await localities.ListAsync(LocalityScope.System, ct))
            {
                await output.WriteLineAsync($"{locality.Code,-12} {locality.Name.In(LocalizedText.Chinese)}");
            }

            return 0;
        }
    }
}
