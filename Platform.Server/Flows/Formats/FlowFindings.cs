using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Server.Flows.Formats;

/// <summary>Collects what is to be told of one file.</summary>
internal sealed class FlowFindings
{
    private readonly List<FlowFinding> _all = [];

    public IReadOnlyList<FlowFinding> All => _all;

    /// <param name="values">For the text; <c>id</c> is the element's id unless given otherwise.</param>
    public void Add(FlowFindingKind kind, string element, string? id, string code, string? path, params (string Name, object? Value)[] values) =>
        _all.Add(new FlowFinding(kind, element, id, Problem.Invalid(code, path, values.Any(v => v.Name == "id") ? values : [("id", id), .. values])));

    public void Unsupported(string element, string? id, string code, string? path, params (string Name, object? Value)[] values) =>
        Add(FlowFindingKind.Unsupported, element, id, code, path, values);

    public void Changed(string element, string? id, string code, string? path, params (string Name, object? Value)[] values) =>
        Add(FlowFindingKind.Changed, element, id, code, path, values);

    public void Kept(string element, string? id, string code, string? path, params (string Name, object? Value)[] values) =>
        Add(FlowFindingKind.Kept, element, id, code, path, values);

    public void Advice(string element, string? id, string code, string? path, params (string Name, object? Value)[] values) =>
        Add(FlowFindingKind.Advice, element, id, code, path, values);

    public void AddRange(IEnumerable<FlowFinding> findings) => _all.AddRange(findings);
}
