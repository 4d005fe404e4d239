using System.Text.Json.Nodes;

namespace Platform.Model.Flows;

/// <summary>Draws flowcharts.</summary>
public interface IFlowLayout
{
    /// <summary>Gives every activity of a flowchart a new place, from left to right along its arrows. The same chart gives the same picture.</summary>
    /// <param name="chart">The activity of type <c>Elsa.Flowchart</c>; changed.</param>
    void Draw(JsonObject chart);
}
