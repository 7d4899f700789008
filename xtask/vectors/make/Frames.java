import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Scanner;

/** Encodes each line "format hex hex ..." of standard input with the JDK's own writers; see vectors.through. */
public class Frames {
    public static void main(String[] arguments) throws IOException {
        Scanner lines = new Scanner(System.in);
        while (lines.hasNextLine()) {
            String[] words = lines.nextLine().split(" ");
            ByteArrayOutputStream wire = new ByteArrayOutputStream();
            for (int i = 1; i < words.length; i++) {
                byte[] body = words[i].equals("-") ? new byte[0] : HexFormat.of().parseHex(words[i]);
                write(words[0], body, new DataOutputStream(wire));
            }
            System.out.println(HexFormat.of().formatHex(wire.toByteArray()));
        }
    }

    private static void write(String format, byte[] body, DataOutputStream out) throws IOException {
        switch (format) {
            case "u8" -> out.writeByte(body.length);
            case "u16-be" -> out.writeShort(body.length);
            case "u32-be" -> out.writeInt(body.length);
            case "u64-be" -> out.writeLong(body.length);
            case "u16-le" -> out.write(littleEndian(2).putShort((short) body.length).array());
            case "u32-le" -> out.write(littleEndian(4).putInt(body.length).array());
            case "u64-le" -> out.write(littleEndian(8).putLong(body.length).array());
            case "writeUTF" -> {
                out.writeUTF(new String(body, StandardCharsets.UTF_8));
                return;
            }
            default -> throw new IllegalArgumentException(format);
        }
        out.write(body);
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
