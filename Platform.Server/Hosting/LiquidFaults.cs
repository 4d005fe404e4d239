using Platform.Model.Cases;
using Platform.Model.Documents;

namespace Platform.Server.Hosting;

/// <summary>What is wrong with the texts of a template, seen against what there is to say.</summary>
internal static class LiquidFaults
{
    /// <param name="more">Names there are beside the facts, with everything below them.</param>
    public static IReadOnlyList<TemplateFault> In(string field, string source, SampleFacts? facts, params IReadOnlyList<string> more)
    {
        if (Liquid.Check(source) is { } unreadable)
        {
            return [new(field, null, null, unreadable)];
        }

        return
        [
            .. LiquidNames.In(source)
                .Where(n => !more.Contains(n.Path.Split('.', '[')[0]) && facts?.Knows(n.Path) != true)
                .Select(n => new TemplateFault(field, LiquidNames.LineOf(source, n.Written), n.Written, null)),
        ];
    }
}
