using System.Xml.Linq;

namespace Platform.Server.Flows.Formats.Bpmn;

/// <summary>Where several things go on at once in a scope.</summary>
internal static class BpmnParallel
{
    /// <summary>Nodes looked at before the search for merges is given up.</summary>
    private const int MostLooks = 2_000_000;

    /// <summary>Whether anything can go on beside something else.</summary>
    public static bool IsIn(XElement scope, ILookup<string, XElement> incoming, ILookup<string, XElement> outgoing) =>
        scope.Elements().Where(BpmnFile.IsNode).Any(n => Splits(n, outgoing))
        || scope.Elements().Count(n => BpmnFile.IsNode(n) && n.Name.LocalName != "boundaryEvent" && !incoming[BpmnXml.IdOf(n)!].Any()) > 1;

    /// <summary>
    /// BPMN carries out a node once for every flow that arrives, unless a gateway joins them. Here branches that were split and meet are waited for, and the
    /// node is carried out once; whoever drew two branches into one task without a join is told.
    /// </summary>
    public static void WarnOfMerges(BpmnContext context, IReadOnlyList<XElement> nodes, ILookup<string, XElement> incoming, ILookup<string, XElement> outgoing)
    {
        var merges = nodes.Where(n => incoming[BpmnXml.IdOf(n)!].Skip(1).Any() && !Joins(n)).Select(n => BpmnXml.IdOf(n)!).ToHashSet(StringComparer.Ordinal);
        var told = new HashSet<string>(StringComparer.Ordinal);
        var looked = 0;
        foreach (var split in nodes.Where(n => Splits(n, outgoing)))
        {
            if (merges.Count == told.Count)
            {
                return;
            }

            var met = new Dictionary<string, int>(StringComparer.Ordinal);
            var branch = 0;
            foreach (var flow in outgoing[BpmnXml.IdOf(split)!])
            {
                branch++;
                if (looked > MostLooks)
                {
                    context.Findings.Advice(BpmnXml.KindOf(split), BpmnXml.IdOf(split), "flowFile.bpmn.mergesUnseen", BpmnXml.IdOf(split));
                    return;
                }

                foreach (var reached in Reach(context, flow, BpmnXml.IdOf(split)!, outgoing))
                {
                    looked++;
                    if (!met.TryAdd(reached, branch) && met[reached] != branch && merges.Contains(reached) && told.Add(reached))
                    {
                        context.Findings.Changed(BpmnXml.KindOf(context.File.Find(reached)!), reached, "flowFile.bpmn.mergeOnce", reached, ("split", BpmnXml.IdOf(split)));
                    }
                }
            }
        }
    }

    /// <summary>What a branch reaches before a gateway joins it with others.</summary>
    private static HashSet<string> Reach(BpmnContext context, XElement flow, string split, ILookup<string, XElement> outgoing)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<XElement>([flow]);
        while (waiting.TryPop(out var next))
        {
            var target = BpmnXml.Reference((string)next.Attribute("targetRef")!);
            if (target != split && context.File.Find(target) is { } node && !Joins(node) && seen.Add(target))
            {
                foreach (var further in outgoing[target])
                {
                    waiting.Push(further);
                }
            }
        }

        return seen;
    }

    private static bool Splits(XElement node, ILookup<string, XElement> outgoing) =>
        outgoing[BpmnXml.IdOf(node)!].Skip(1).Any() && node.Name.LocalName is not ("exclusiveGateway" or "eventBasedGateway" or "complexGateway");

    private static bool Joins(XElement node) => node.Name.LocalName is "parallelGateway" or "inclusiveGateway" or "complexGateway";
}
