using System.Globalization;

namespace LensGrains.Learning.Weights;

/// <summary>
/// How timm (1.0; <c>efficientnet.py</c>, <c>_efficientnet_blocks.py</c>, <c>vision_transformer.py</c>) names the arrays that torchvision, and
/// we, name otherwise. Its ResNets have torchvision's names.
/// </summary>
internal static class TimmNames
{
    private static readonly int[] MobileStages = [1, 2, 3, 4, 3, 3, 1];

    /// <summary>Parts of a block without expansion: a depthwise layer and a pointwise one.</summary>
    private static readonly string[] Plain = ["conv_dw", "bn1", "conv_pw", "bn2"];

    /// <summary>Parts of an inverted residual: a pointwise layer that widens, a depthwise one, a pointwise one that narrows.</summary>
    private static readonly string[] Inverted = ["conv_pw", "bn1", "conv_dw", "bn2", "conv_pwl", "bn3"];

    /// <summary><c>features.2.conv.1.0.weight</c> → <c>blocks.1.0.conv_dw.weight</c>.</summary>
    public static string? MobileNetV2(string name)
    {
        if (name.Split('.') is not ["features", var number, "conv", .. var rest])
        {
            return Ends(name, 18);
        }

        var (stage, block) = Locate(int.Parse(number, CultureInfo.InvariantCulture) - 1);
        var parts = stage == 0 ? Plain : Inverted;
        return rest switch
        {
            // A layer with its norm is conv.K.0 and conv.K.1; the last one, without activation, is conv.K and conv.K+1.
            [var layer, "0" or "1", var array] => $"blocks.{stage}.{block}.{parts[(2 * Number(layer)) + Number(rest[1])]}.{array}",
            [var layer, var array] => $"blocks.{stage}.{block}.{parts[parts.Length - 2 + Number(layer) - ((parts.Length / 2) - 1)]}.{array}",
            _ => null,
        };
    }

    /// <summary><c>features.2.0.block.1.0.weight</c> → <c>blocks.1.0.conv_dw.weight</c>.</summary>
    public static string? EfficientNet(string name)
    {
        if (name.Split('.') is not ["features", var number, var block, "block", var layer, var part, var array])
        {
            return Ends(name, 8);
        }

        var stage = Number(number) - 1;
        var parts = stage == 0 ? Plain : Inverted;
        var excitation = (parts.Length / 2) - 1;
        var at = Number(layer);
        var place = $"blocks.{stage}.{block}";
        return part switch
        {
            "fc1" => $"{place}.se.conv_reduce.{array}",
            "fc2" => $"{place}.se.conv_expand.{array}",
            _ => $"{place}.{parts[(2 * (at > excitation ? at - 1 : at)) + Number(part)]}.{array}",
        };
    }

    /// <summary><c>encoder.layers.encoder_layer_3.mlp.0.weight</c> → <c>blocks.3.mlp.fc1.weight</c>.</summary>
    public static string? Transformer(string name) => name.Split('.') switch
    {
        ["class_token"] => "cls_token",
        ["encoder", "pos_embedding"] => "pos_embed",
        ["conv_proj", var array] => $"patch_embed.proj.{array}",
        ["encoder", "ln", var array] => $"norm.{array}",
        ["heads", "head", var array] => $"head.{array}",
        ["encoder", "layers", var layer, .. var rest] => Block(layer.Replace("encoder_layer_", "blocks.", StringComparison.Ordinal), rest),
        _ => null,
    };

    private static string? Block(string place, string[] rest) => rest switch
    {
        ["ln_1", var array] => $"{place}.norm1.{array}",
        ["ln_2", var array] => $"{place}.norm2.{array}",
        ["self_attention", "in_proj_weight"] => $"{place}.attn.qkv.weight",
        ["self_attention", "in_proj_bias"] => $"{place}.attn.qkv.bias",
        ["self_attention", "out_proj", var array] => $"{place}.attn.proj.{array}",
        ["mlp", "0", var array] => $"{place}.mlp.fc1.{array}",
        ["mlp", "3", var array] => $"{place}.mlp.fc2.{array}",
        _ => null,
    };

    private static string? Ends(string name, int last) => name.Split('.') switch
    {
        ["features", "0", "0", var array] => $"conv_stem.{array}",
        ["features", "0", "1", var array] => $"bn1.{array}",
        ["features", var number, "0", var array] when Number(number) == last => $"conv_head.{array}",
        ["features", var number, "1", var array] when Number(number) == last => $"bn2.{array}",
        ["classifier", "1", var array] => $"classifier.{array}",
        _ => null,
    };

    private static (int Stage, int Block) Locate(int block)
    {
        var stage = 0;
        for (; block >= MobileStages[stage]; stage++)
        {
            block -= MobileStages[stage];
        }

        return (stage, block);
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
