using Platform.Model.Localities;

namespace Platform.Server.Cases.Journal;

/// <summary>What is wrong with an exported journal.</summary>
internal enum JournalFault
{
    /// <summary>The entry is not what its hash was taken over, or what stands before it was replaced.</summary>
    Changed,
    /// <summary>Entries before this one are missing.</summary>
    Gap,
    /// <summary>An anchor names an entry that the file has not: the end of a chain, or a whole case, was cut off.</summary>
    Cut,
    /// <summary>The entry an anchor names has another hash: the chain was written anew from some entry on.</summary>
    Replaced,
    /// <summary>No anchor names this entry or a later one of its case: it was put in from outside.</summary>
    Unanchored,
    /// <summary>The anchor itself was changed, or one before it is missing.</summary>
    AnchorBroken,
}

/// <param name="Chain">Case id, or name of the writer for an anchor.</param>
/// <param name="Seq">Entry of the chain.</param>
internal sealed record JournalFinding(JournalFault Fault, string Chain, long Seq);

/// <summary>
/// Checks an exported journal without the system that wrote it. Lines come in the order of the file; an entry takes about 150 bytes of memory.
/// </summary>
internal sealed class JournalVerifier(IReadOnlyList<LocalityCode> localities)
{
    private readonly List<JournalFinding> _findings = [];
    private readonly Dictionary<Guid, CaseChain> _cases = [];
    private readonly Dictionary<string, (long Seq, string Hash)> _writers = new(StringComparer.Ordinal);

    public long Entries { get; private set; }

    public long Anchors { get; private set; }

    public int Cases => _cases.Count;

    public void Add(JournalRow row)
    {
        Entries++;
        if (!_cases.TryGetValue(row.CaseId, out var chain))
        {
            _cases.Add(row.CaseId, chain = new CaseChain());
        }

        if (row.Seq != chain.Seq + 1)
        {
            Found(JournalFault.Gap, row.CaseId.ToString(), row.Seq);
        }
        else if (row.Hash != CaseJournal.HashOf(row, chain.Hash))
        {
            Found(JournalFault.Changed, row.CaseId.ToString(), row.Seq);
        }

        // The next entry is judged by what this one claims, so that one change is one finding.
        (chain.Seq, chain.Hash) = (row.Seq, row.Hash);
        chain.Hashes.Add(row.Seq, row.Hash);
    }

    public void Add(JournalAnchor anchor)
    {
        Anchors++;
        var (seq, hash) = _writers.GetValueOrDefault(anchor.Writer, (0, ""));
        if (anchor.Seq != seq + 1 || anchor.Hash != anchor.HashAfter(hash))
        {
            Found(JournalFault.AnchorBroken, anchor.Writer, anchor.Seq);
        }

        _writers[anchor.Writer] = (anchor.Seq, anchor.Hash);
        foreach (var head in anchor.Heads.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(JournalHead.Parse).Where(h => localities.Any(l => l.Covers(h.Locality))))
        {
            Compare(head);
        }
    }

    /// <summary>To be asked after the last line.</summary>
    public IReadOnlyList<JournalFinding> Finish()
    {
        foreach (var (id, chain) in _cases.Where(c => c.Value.Seq > c.Value.Anchored))
        {
            Found(JournalFault.Unanchored, id.ToString(), chain.Anchored + 1);
        }

        return _findings;
    }

    private void Compare(JournalHead head)
    {
        if (!_cases.TryGetValue(head.CaseId, out var chain) || !chain.Hashes.TryGetValue(head.Seq, out var hash))
        {
            Found(JournalFault.Cut, head.CaseId.ToString(), head.Seq);
            return;
        }

        if (hash != head.Hash)
        {
            Found(JournalFault.Replaced, head.CaseId.ToString(), head.Seq);
        }

        chain.Anchored = Math.Max(chain.Anchored, head.Seq);
    }

    private void Found(JournalFault fault, string chain, long seq) => _findings.Add(new(fault, chain, seq));

    private sealed class CaseChain
    {
        public int Seq { get; set; }

        public string Hash { get; set; } = "";

        public int Anchored { get; set; }

        public Dictionary<int, string> Hashes { get; } = [];
    }
}
