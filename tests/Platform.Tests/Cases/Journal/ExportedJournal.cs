using System.Text.Json.Nodes;
using Platform.Model.Localities;
using Platform.Server.Cases.Journal;
using Platform.Tests.Hosting;

namespace Platform.Tests.Cases.Journal;

/// <summary>The journal of a running server as its export, to be tampered with and verified.</summary>
internal sealed class ExportedJournal(List<JsonNode> lines)
{
    public List<JsonNode> Lines { get; } = lines;

    public IEnumerable<JsonNode> Events => Lines.Where(l => l["type"]!.GetValue<string>() == "event").Select(l => l["row"]!);

    public IEnumerable<JsonNode> Anchors => Lines.Where(l => l["type"]!.GetValue<string>() == "anchor").Select(l => l["row"]!);

    public static async Task<ExportedJournal> OfAsync(TestServer server, params LocalityCode[] localities)
    {
        using var file = new MemoryStream();
        await server.Get<ExportJournal>().WriteAsync(localities.Length == 0 ? [LocalityCode.Root] : localities, file, CancellationToken.None);
        return Parse(System.Text.Encoding.UTF8.GetString(file.ToArray()));
    }

    public static ExportedJournal Parse(string text) => new([.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!)]);

    public void Remove(Func<JsonNode, bool> row) => Lines.RemoveAll(l => l["row"] is { } r && row(r));

    public async Task<(int Code, string Said)> VerifyAsync()
    {
        using var reader = new StringReader(string.Join('\n', Lines.Select(l => l.ToJsonString())));
        using var said = new StringWriter();
        return (await VerifyJournal.VerifyAsync(reader, said, CancellationToken.None), said.ToString());
    }
}
