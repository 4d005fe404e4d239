using System.Text.Json.Nodes;
using Platform.Model.Flows;

namespace Platform.Server.Flows.Formats.Layout;

internal sealed class LayoutService : IFlowLayout
{
    public void Draw(JsonObject chart) => FlowLayout.Draw(chart);
}
