using System.Text.Json;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Server.Hosting;

namespace Platform.Server.Cluster.Whereabouts;

/// <summary>A thing that somebody may have open.</summary>
/// <param name="Kind">As <see cref="IPresence.Kind"/>.</param>
internal sealed record Subject(string Kind, string Thing);

/// <summary>What a node says to another one. Said twice it is as if said once, and who misses one is mended by the next.</summary>
/// <param name="From">The run of a node that says it.</param>
/// <param name="State">Counts what was the case at that node; 0 is nobody anywhere.</param>
/// <param name="Open">Who has what open there, all of it, by kind; null: as was said under the same count.</param>
/// <param name="Changed">Was changed there.</param>
internal sealed record PresenceLetter(string From, long State, IReadOnlyDictionary<string, IReadOnlyList<Visitor>>? Open, IReadOnlyList<Subject> Changed);

/// <summary>
/// How letters are written: sealed with the keys of personal data like what is said of cases, so that whoever reads the network does not learn who works on what, and
/// whoever writes to it puts no names on screens. Nodes of two releases talk to each other during an upgrade: a member may be added, none may be renamed.
/// </summary>
internal sealed class PresenceWire(IPersonalData personal)
{
    public byte[] Write(PresenceLetter letter) => personal.Seal(JsonSerializer.SerializeToUtf8Bytes(letter, ModelJson.Options));

    public PresenceLetter Read(byte[] written) => JsonSerializer.Deserialize<PresenceLetter>(personal.Unseal(written), ModelJson.Options)!;
}
